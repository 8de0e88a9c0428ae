import { randomBytes } from 'node:crypto';
import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { codeOf, isSystemError, StartupError } from '../startup-error';
import { type Account } from './account';
import { exists, makeFolder, readIfPresent } from './files';
import { makeSharedFolder } from './shared-folder';
import { run } from './tool';

/** The files of one home's server. */
export interface Place {
  /** PostgreSQL's data directory. */
  readonly data: string;
  /** The server's own log. */
  readonly log: string;
}

const folderIn = (home: string): string => join(resolve(home), 'postgres');
const passwordFile = (home: string): string => join(folderIn(home), 'password');
/** Names the folder of the cluster when it is not the home itself. */
const locationFile = (home: string): string => join(folderIn(home), 'location');

async function readKept(file: string): Promise<string | undefined> {
  return (await readIfPresent(file))?.trim();
}

/** Writes a file that appears complete or not at all, and never over one that is already there. */
async function writeOnce(file: string, content: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  try {
    await writeFile(draft, `${content}\n`, { mode: 0o600 });
    await link(draft, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Makes the home's folder for the server and its password, unless they are there; gives the password.
 * Root's folder can be passed through, but not be read, by the account that the server runs as.
 */
export async function prepareHome(home: string): Promise<string> {
  const folder = folderIn(home);
  if (await makeFolder(folder)) await chmod(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
  const kept = await readPassword(home);
  if (kept !== undefined) return kept;
  await writeOnce(passwordFile(home), randomBytes(24).toString('hex'));
  // Read back, since another process may have written its own first.
  return (await readFile(passwordFile(home), 'utf8')).trim();
}

/**
 * Runs work on the files of a home, and tells what an operator can do when the system refuses it.
 * @throws StartupError in place of a failed system call
 */
export async function onFilesOf<T>(home: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new StartupError(
      `The folder ${resolve(home)} cannot be used (${error.message}): ` +
        `make it writable for this user, or set TASUKI_HOME to a folder that is.`,
      { cause: error },
    );
  }
}

/** The password of the home's server; undefined when none was ever started. */
export function readPassword(home: string): Promise<string | undefined> {
  return readKept(passwordFile(home));
}

/** Where the cluster of this home lies, whether it has been made or not. */
export async function placeOf(home: string): Promise<Place> {
  const folder = (await readKept(locationFile(home))) ?? folderIn(home);
  return { data: join(folder, 'data'), log: join(folder, 'server.log') };
}

/**
 * The place for the cluster of this home, chosen at its first start: in the home itself, unless the
 * account cannot get there (as root, with a home below /root or made under umask 077).
 */
export async function choosePlace(home: string, account?: Account): Promise<Place> {
  const present = await placeOf(home);
  if (!account) return present;
  const entered = await run('sh', ['-c', 'cd "$1"', 'sh', dirname(present.data)], account);
  if (entered.code === 0) return present;
  if (await exists(present.data)) {
    throw new StartupError(
      `The user that owns the database in ${present.data} (uid ${account.uid}) can no longer enter that folder: ` +
        `allow it to pass through the folders above (chmod o+x), or set TASUKI_HOME to another folder.`,
    );
  }
  if (await exists(locationFile(home))) {
    throw new StartupError(
      `The database of ${resolve(home)} lay in ${dirname(present.data)}, which is gone: ` +
        `restore that folder, or set TASUKI_HOME to another folder to start without its data.`,
    );
  }
  const folder = await makeSharedFolder('home-');
  // The home remembers its place, and not the place its home: a moved home keeps its data, and one
  // that was deleted and made anew does not meet the data of its predecessor.
  await writeOnce(locationFile(home), folder);
  return placeOf(home);
}
