import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotificationsUnreadable } from './given';
import { notificationsFile } from './notifications-file';

const mail = { kind: 'email', smtp: 'smtp://mail.example.com', from: 'leads@example.com' };
const said = (...names: string[]) =>
  JSON.stringify({ channels: Object.fromEntries(names.map((name) => [name, mail])) });

describe('a file of notifications in use', () => {
  let folder: string;
  let file: string;
  let minute = 0;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tasuki-notifications-'));
    file = join(folder, 'notifications.yaml');
  });
  afterEach(() => rm(folder, { recursive: true }));
  const write = async (text: string) => {
    await writeFile(file, text);
    minute += 1;
    await utimes(file, minute * 60, minute * 60);
  };

  it('that is not named tells nobody anything', async () => {
    const none = notificationsFile(undefined);
    expect(await none.read()).toEqual({ allowPrivate: [], channels: new Map(), rules: [] });
    expect(await none.problem()).toBeUndefined();
  });

  it('is read again when it was changed, and is the same object until then', async () => {
    await write(said('mail'));
    const notifications = notificationsFile(file);
    const first = await notifications.read();
    expect([...first.channels.keys()]).toEqual(['mail']);
    expect(await notifications.read()).toBe(first);
    await write(said('mail', 'other'));
    expect([...(await notifications.read()).channels.keys()]).toEqual(['mail', 'other']);
  });

  it('that is spoilt leaves what was there before, and says so', async () => {
    await write(said('mail'));
    const notifications = notificationsFile(file);
    const before = await notifications.read();
    await write('rules: 7');
    expect(await notifications.read()).toBe(before);
    expect(await notifications.problem()).toBe(`${file}: rules is 7; allowed: a list of rules`);
    await rm(file);
    expect(await notifications.read()).toBe(before);
    expect(await notifications.problem()).toMatch(/ENOENT|no such file/);
    await write(said('mail'));
    expect(await notifications.problem()).toBeUndefined();
  });

  it('that never could be read is no empty one', async () => {
    await expect(notificationsFile(file).read()).rejects.toThrow(NotificationsUnreadable);
    await write('rules: 7');
    await expect(notificationsFile(file).read()).rejects.toThrow('rules is 7');
  });
});
