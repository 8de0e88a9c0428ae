import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReport } from './report';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leadctl-report-'));
});
afterAll(() => rm(folder, { recursive: true }));

const rejected = (line: number) =>
  ({ line, severity: 'rejected', reason: 'a "bad", bad row', externalId: 'A-1' }) as const;
const row = (line: number) => `${line},rejected,"a ""bad"", bad row",A-1\n`;
const header = 'line,severity,reason,external_id\n';

describe('the report of an import', () => {
  it('names line, severity, reason and external id', async () => {
    const path = join(folder, 'a.csv');
    const report = await openReport(path);
    report.add(rejected(7));
    expect(await report.save()).toBe(header.length + row(7).length);
    await report.close();
    expect(await readFile(path, 'utf8')).toBe(header + row(7));
  });

  it('goes on after an interruption where the saved part ends', async () => {
    const path = join(folder, 'b.csv');
    const first = await openReport(path);
    first.add(rejected(2));
    const saved = await first.save();
    first.add(rejected(3));
    await first.save();
    await first.close();
    const second = await openReport(path, saved);
    second.add(rejected(4));
    await second.save();
    await second.close();
    expect(await readFile(path, 'utf8')).toBe(header + row(2) + row(4));
  });

  it('is told when it cannot be written', () =>
    expect(openReport(join(folder, 'nowhere/a.csv'))).rejects.toThrow(
      /^The report .*nowhere\/a.csv cannot be written \(ENOENT.*choose another file with --report.$/,
    ));
});
