import { reasonOf } from '@tasuki/platform';
import { readFile, stat } from 'node:fs/promises';
import { NotificationsUnreadable } from './given';
import { type NotificationsBook, notificationsIn } from './notifications-in';

export interface NotificationsFile {
  /**
   * What is in it; read again when it was changed, and then another object. An edit that cannot be
   * read leaves what was there before, and {@link NotificationsFile.problem} says so.
   * @throws NotificationsUnreadable when it never could be read
   */
  read(): Promise<NotificationsBook>;
  /** What is wrong with the file as it stands, without its secrets; `undefined` when nothing is. */
  problem(): Promise<string | undefined>;
}

const nothing: NotificationsBook = { allowPrivate: [], channels: new Map(), rules: [] };

/** @param path YAML or JSON; nobody is told of anything when it is left out */
export function notificationsFile(path: string | undefined): NotificationsFile {
  let known: NotificationsBook | undefined;
  let wrong: string | undefined;
  let changed = '';

  async function look(file: string): Promise<void> {
    try {
      const { mtimeMs, size } = await stat(file);
      const version = `${mtimeMs} ${size}`;
      if (version === changed) return;
      changed = version;
      known = notificationsIn(await readFile(file, 'utf8'));
      wrong = undefined;
    } catch (error) {
      if (!(error instanceof NotificationsUnreadable)) changed = '';
      wrong = `${file}: ${reasonOf(error)}`;
    }
  }

  return {
    async read() {
      if (path === undefined) return nothing;
      await look(path);
      if (known === undefined) throw new NotificationsUnreadable(wrong);
      return known;
    },
    async problem() {
      if (path !== undefined) await look(path);
      return wrong;
    },
  };
}
