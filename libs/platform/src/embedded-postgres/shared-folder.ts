import { chmod, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf, StartupError } from '../startup-error';
import { makeFolder } from './files';

/** Where root keeps what the server's account could not reach inside of root's own folders. */
export const SHARED_FOLDER = '/var/lib/tasuki';

/** Makes a new folder there that every account may enter, whatever the umask is. */
export async function makeSharedFolder(prefix: string): Promise<string> {
  try {
    if (await makeFolder(SHARED_FOLDER)) await chmod(SHARED_FOLDER, 0o755);
    const folder = await mkdtemp(join(SHARED_FOLDER, prefix));
    await chmod(folder, 0o711);
    return folder;
  } catch (error) {
    throw new StartupError(
      `Root's database server needs a folder in ${SHARED_FOLDER}, which cannot be made ` +
        `(${reasonOf(error)}): start as an ordinary user, or set TASUKI_HOME to a folder that every user may enter.`,
      { cause: error },
    );
  }
}
