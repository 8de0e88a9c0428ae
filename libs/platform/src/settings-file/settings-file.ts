import { readFile, stat } from 'node:fs/promises';
import { reasonOf } from '../startup-error';
import { SettingsUnreadable } from './settings-unreadable';

export interface SettingsFile<T> {
  /**
   * What is in it; read again when it was changed, and then another object. An edit that cannot be
   * read leaves what was there before, and {@link SettingsFile.problem} says so.
   * @throws SettingsUnreadable when it never could be read
   */
  read(): Promise<T>;
  /** What is wrong with the file as it stands, without its secrets; `undefined` when nothing is. */
  problem(): Promise<string | undefined>;
}

/** How the text of a file becomes its content. */
export interface SettingsForm<T> {
  /** What counts where no file is named. */
  readonly unnamed: T;
  /** @throws SettingsUnreadable */
  readonly contentIn: (text: string) => T;
}

export function settingsFile<T>(
  path: string | undefined,
  { unnamed, contentIn }: SettingsForm<T>,
): SettingsFile<T> {
  let known: { readonly content: T } | undefined;
  let wrong: string | undefined;
  let changed = '';

  async function look(file: string): Promise<void> {
    try {
      const { mtimeMs, size } = await stat(file);
      const version = `${mtimeMs} ${size}`;
      if (version === changed) return;
      changed = version;
      known = { content: contentIn(await readFile(file, 'utf8')) };
      wrong = undefined;
    } catch (error) {
      if (!(error instanceof SettingsUnreadable)) changed = '';
      wrong = `${file}: ${reasonOf(error)}`;
    }
  }

  return {
    async read() {
      if (path === undefined) return unnamed;
      await look(path);
      if (known === undefined) throw new SettingsUnreadable(wrong);
      return known.content;
    },
    async problem() {
      if (path !== undefined) await look(path);
      return wrong;
    },
  };
}
