import { leadStream } from '@tasuki/lead';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { activity, asWritten } from '../../libs/read-models/testing/activities';
import { leadctl } from '../support/leadctl';
import { anOrigin, openTestRuntime, type TestRuntime } from '../support/test-runtime';

const mapping = `
system: crm
externalId: id
timezone: UTC
lead:
  occurredAt: { column: created, format: yyyy-MM-dd }
  source: { channel: { constant: web } }
stage: { reached: { constant: mql } }
`;

describe('leadctl and a lead of which this release cannot read an event', () => {
  let runtime: TestRuntime;
  let folder: string;
  let leadId: string;
  beforeAll(async () => {
    runtime = await openTestRuntime();
    folder = await mkdtemp(join(tmpdir(), 'leadctl-unreadable-'));
    const source = { external: { system: 'crm', id: 'B' } };
    ({ leadId } = await runtime.leads.capture(
      { type: 'CaptureLead', source, consents: [], by: 'import' },
      anOrigin(),
    ));
    const future = { ...asWritten(activity('guide')), schemaVersion: 9 };
    await runtime.log.append(leadStream(leadId), [future], 1);
  });
  afterAll(async () => {
    await runtime.remove();
    await rm(folder, { recursive: true });
  });

  const run = (...args: string[]) =>
    leadctl({ DATABASE_URL: runtime.url, TASUKI_MASTER_KEY_FILE: runtime.masterKeyFile }, args);
  const why =
    'event LeadActivityRecorded version 9: comes from the future; this code knows up to 1';

  it.each([[[]], [['--json']]])('replay: says so in one sentence, %j', async (options) => {
    expect(await run('replay', leadId, ...options)).toEqual({
      code: 1,
      stdout: '',
      stderr: `This release cannot read the history of lead ${leadId} (${why}); use the release that wrote it.\n`,
    });
  });

  it('import: rejects its row, and goes on with the others', async () => {
    const [file, map] = [join(folder, 'leads.csv'), join(folder, 'map.yaml')];
    await writeFile(file, 'id,created\nA,2025-01-02\nB,2025-01-03\nC,2025-01-04\n');
    await writeFile(map, mapping);
    const { code, stdout, stderr } = await run('import', file, '--map', map, '--concurrency', '1');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/leads new +2\n.*leads already known +0\n/);
    expect(stdout).toMatch(/rows rejected +1\n/);
    expect(await readFile(`${file}.rejected.csv`, 'utf8')).toBe(
      [
        'line,severity,reason,external_id',
        `3,rejected,stream_unreadable: this release cannot read an event of the lead (${why}),B`,
        '',
      ].join('\n'),
    );
    expect(await runtime.log.readStream(leadStream(leadId))).toHaveLength(2);
    const last = await runtime.leads.find({ external: { system: 'crm', id: 'C' } });
    expect(last).toBeDefined();
  });
});
