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
  /** The version that `known` or `wrong` tells of; another one, or none, is looked at. */
  let judged: string | undefined;
  let looking: Promise<void> | undefined;

  async function lookNow(file: string): Promise<void> {
    let version: string | undefined;
    try {
      const { mtimeMs, size } = await stat(file);
      version = `${mtimeMs} ${size}`;
      if (version === judged) return;
      known = { content: contentIn(await readFile(file, 'utf8')) };
      wrong = undefined;
    } catch (error) {
      // What could not be read at all may be there in a moment, under the same time.
      if (!(error instanceof SettingsUnreadable)) version = undefined;
      wrong = `${file}: ${reasonOf(error)}`;
    }
    judged = version;
  }

  /** Whoever asks meanwhile waits for the same look: no older content comes after a newer one. */
  function look(file: string): Promise<void> {
    looking ??= lookNow(file).finally(() => (looking = undefined));
    return looking;
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
