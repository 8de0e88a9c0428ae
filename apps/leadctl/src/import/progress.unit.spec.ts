import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { progressFile, progressKey } from './progress';
import { nothingYet } from './summary';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leadctl-progress-'));
});
afterAll(() => rm(folder, { recursive: true }));

const progress = {
  line: 12,
  position: '00000000000000000042',
  reportLength: 99,
  summary: { ...nothingYet, rows: 11 },
};

describe('the progress of an import', () => {
  it('is kept until it is removed', async () => {
    const file = progressFile(join(folder, 'a'), 'key');
    expect(await file.read()).toBeUndefined();
    await file.save(progress);
    expect(await file.read()).toEqual(progress);
    await file.remove();
    expect(await file.read()).toBeUndefined();
  });

  it('of anything else is not gone on from', async () => {
    await progressFile(join(folder, 'b'), 'one').save(progress);
    expect(await progressFile(join(folder, 'b'), 'other').read()).toBeUndefined();
  });

  it('that is half a file counts as none', async () => {
    await writeFile(join(folder, 'c'), '{"key":"key","li');
    expect(await progressFile(join(folder, 'c'), 'key').read()).toBeUndefined();
  });

  it('goes by the files, the mapping and the installation', async () => {
    const [file, other] = [join(folder, 'd.csv'), join(folder, 'e.csv')];
    await writeFile(file, 'id\n1\n');
    await writeFile(other, 'id\n');
    const before = new Set([
      await progressKey([file], 'm', 'here'),
      await progressKey([file, other], 'm', 'here'),
      await progressKey([file], 'n', 'here'),
      await progressKey([file], 'm', 'there'),
    ]);
    expect(before.size).toBe(4);
    expect(before).toContain(await progressKey([file], 'm', 'here'));
    await utimes(file, 1, 1);
    expect(before).not.toContain(await progressKey([file], 'm', 'here'));
  });
});
