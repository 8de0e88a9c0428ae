import { type Position } from '@tasuki/event-store';
import { codeOf, reasonOf, StartupError } from '@tasuki/platform';
import { createHash } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { type Summary } from './summary';

/** How far an import has come: everything up to and including a line is handled. */
export interface Progress {
  readonly line: number;
  /** The log reached at least this far; one that does not is another, or an older one restored. */
  readonly position: Position;
  readonly reportLength: number;
  readonly summary: Summary;
}

/**
 * The file that an interrupted import goes on from. It only saves time: without it all rows are
 * sent again, and those that are in the log already add nothing.
 */
export interface ProgressFile {
  /** Of an earlier run with the same key. */
  read(): Promise<Progress | undefined>;
  save(progress: Progress): Promise<void>;
  remove(): Promise<void>;
}

export function progressFile(path: string, key: string): ProgressFile {
  return {
    async read() {
      const kept = await readFile(path, 'utf8').catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw unusable(path, error);
      });
      const { key: keptKey, ...progress } = parsed(kept ?? '');
      return keptKey === key ? (progress as Progress) : undefined;
    },
    async save(progress) {
      const draft = `${path}.draft`;
      try {
        await writeFile(draft, JSON.stringify({ key, ...progress }));
        await rename(draft, path);
      } catch (error) {
        throw unusable(path, error);
      }
    },
    remove: () => rm(path, { force: true }),
  };
}

/** What a machine that lost its power left half written tells nothing. */
function parsed(text: string): Partial<Progress> & { readonly key?: string } {
  try {
    return JSON.parse(text) as Progress;
  } catch {
    return {};
  }
}

function unusable(path: string, error: unknown): StartupError {
  return new StartupError(
    `The progress file ${path} cannot be used (${reasonOf(error)}); choose a folder that can be written with --report.`,
  );
}

/** Raised when {@link Progress} changes its shape: an older version's file is not gone on from. */
const format = 2;

/** The same for the same files, mapping and installation; any change of one gives another. */
export async function progressKey(
  files: readonly string[],
  mapping: string,
  installation: string,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([format, mapping, installation]));
  for (const file of files) {
    const { size, mtimeMs } = await stat(file);
    hash.update(JSON.stringify([file, size, mtimeMs]));
  }
  return hash.digest('hex');
}
