import { SettingsUnreadable } from '@tasuki/platform';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notificationsFile } from './notifications-file';

describe('a file of notifications in use', () => {
  it('that is not named tells nobody anything', async () => {
    const none = notificationsFile(undefined);
    expect(await none.read()).toEqual({ allowPrivate: [], channels: new Map(), rules: [] });
    expect(await none.problem()).toBeUndefined();
  });

  it('is checked, and its problem names the file and the field', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tasuki-notifications-'));
    const file = join(folder, 'notifications.yaml');
    await writeFile(file, 'rules: 7');
    const notifications = notificationsFile(file);
    await expect(notifications.read()).rejects.toThrow(SettingsUnreadable);
    expect(await notifications.problem()).toBe(`${file}: rules is 7; allowed: a list of rules`);
    await rm(folder, { recursive: true });
  });
});
