import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingsFile } from './settings-file';
import { SettingsUnreadable, wrongField } from './settings-unreadable';

const colours = (path: string | undefined) =>
  settingsFile(path, {
    unnamed: ['none'],
    contentIn(text) {
      if (text.includes('7')) throw wrongField('colour', 'is 7', 'a name');
      return text.split(' ');
    },
  });

describe('a file of settings', () => {
  let folder: string;
  let file: string;
  let minute = 0;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tasuki-settings-'));
    file = join(folder, 'colours.yaml');
  });
  afterEach(() => rm(folder, { recursive: true }));
  const write = async (text: string) => {
    await writeFile(file, text);
    minute += 1;
    await utimes(file, minute * 60, minute * 60);
  };

  it('that is not named has what was said for that', async () => {
    expect(await colours(undefined).read()).toEqual(['none']);
    expect(await colours(undefined).problem()).toBeUndefined();
  });

  it('is read again when it was changed, and is the same object until then', async () => {
    await write('red');
    const settings = colours(file);
    const first = await settings.read();
    expect(first).toEqual(['red']);
    expect(await settings.read()).toBe(first);
    await write('red blue');
    expect(await settings.read()).toEqual(['red', 'blue']);
  });

  it('that is spoilt leaves what was there before, and says so', async () => {
    await write('red');
    const settings = colours(file);
    const before = await settings.read();
    await write('7');
    expect(await settings.read()).toBe(before);
    expect(await settings.problem()).toBe(`${file}: colour is 7; allowed: a name`);
    await rm(file);
    expect(await settings.read()).toBe(before);
    expect(await settings.problem()).toMatch(/ENOENT|no such file/);
    await write('red');
    expect(await settings.problem()).toBeUndefined();
  });

  it('is the same for all who ask at the same time, also the first time', async () => {
    await write('red');
    const settings = colours(file);
    const [one, other] = await Promise.all([settings.read(), settings.read()]);
    expect(one).toEqual(['red']);
    expect(other).toBe(one);
    await write('7');
    const problems = await Promise.all([settings.problem(), settings.problem()]);
    expect(problems).toEqual(Array(2).fill(`${file}: colour is 7; allowed: a name`));
  });

  it('is looked at again when it could not be read, and judged once when it is spoilt', async () => {
    let fails = true;
    let judgements = 0;
    const settings = settingsFile(file, {
      unnamed: '',
      contentIn(text) {
        judgements += 1;
        if (fails) throw new Error('it was gone in the middle');
        if (text === '7') throw wrongField('colour', 'is 7', 'a name');
        return text;
      },
    });
    await write('red');
    expect(await settings.problem()).toMatch('gone in the middle');
    fails = false;
    expect(await settings.read()).toBe('red');
    await write('7');
    judgements = 0;
    for (let times = 0; times < 3; times += 1) {
      expect(await settings.problem()).toMatch('colour is 7');
    }
    expect(judgements).toBe(1);
  });

  it('that never could be read is no empty one', async () => {
    const settings = colours(file);
    await expect(settings.read()).rejects.toThrow(SettingsUnreadable);
    await write('7');
    await expect(settings.read()).rejects.toThrow('colour is 7');
    await write('red');
    expect(await settings.read()).toEqual(['red']);
  });
});
