import { settingsFile, type SettingsFile } from '@tasuki/platform';
import { type NotificationsBook, notificationsIn } from './notifications-in';

export type NotificationsFile = SettingsFile<NotificationsBook>;

/** @param path YAML or JSON; nobody is told of anything when it is left out */
export function notificationsFile(path: string | undefined): NotificationsFile {
  return settingsFile(path, {
    unnamed: { allowPrivate: [], channels: new Map(), rules: [] },
    contentIn: notificationsIn,
  });
}
