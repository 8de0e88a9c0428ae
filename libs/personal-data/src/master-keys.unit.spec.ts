import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createMasterKeyFile, masterKeysFile } from './master-keys';

/** So exact is the time of a file. */
const grainMs = 20;

describe('a master key file', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tasuki-master-keys-'));
    path = join(folder, 'master.key');
    await createMasterKeyFile(path);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('that another process adds to has its new key at once, to wrap and to open with', async () => {
    const [ours, theirs] = [masterKeysFile(path), masterKeysFile(path)];
    const first = await ours.current();
    expect(await ours.byId(first.id)).toEqual(first);
    await delay(grainMs);
    const added = await theirs.add();
    expect(await ours.byId(added.id)).toEqual(added);
    expect(await ours.byId(first.id)).toEqual(first);
    await delay(grainMs);
    const latest = await theirs.add();
    expect(await ours.current()).toEqual(latest);
  });

  it('from which another process drops a key opens nothing with it about a second later', async () => {
    const [ours, theirs] = [masterKeysFile(path), masterKeysFile(path)];
    const { id } = await ours.current();
    await delay(grainMs);
    await theirs.add();
    await theirs.dropOthers();
    await delay(1_050);
    await expect(ours.byId(id)).rejects.toThrow(`has no key ${id}`);
  });

  it('that is gone opens nothing about a second later, and is asked for by name', async () => {
    const keys = masterKeysFile(path);
    const { id } = await keys.current();
    await rm(path);
    await delay(1_050);
    await expect(keys.byId(id)).rejects.toThrow(`The master key file ${path} cannot be read`);
  });
});
