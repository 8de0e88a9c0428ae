import { StartupError } from '../startup-error';
import { statIfPresent } from './files';
import { run } from './tool';

/** A user of this system, other than ourselves, to run programs as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const PACKAGED_USER = 'postgres';
const OWN_USER = 'tasuki-postgres';

async function lookUp(user: string): Promise<Account | undefined> {
  const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])]);
  if (uid.code !== 0 || gid.code !== 0) return undefined;
  return { uid: Number(uid.output), gid: Number(gid.output) };
}

async function unprivilegedAccount(): Promise<Account> {
  const present = (await lookUp(PACKAGED_USER)) ?? (await lookUp(OWN_USER));
  if (present) return present;
  const made = await run('useradd', [
    ...['--system', '--user-group', '--no-create-home'],
    ...['--shell', '/usr/sbin/nologin', OWN_USER],
  ]);
  // Also after a failure: another process may have made the user at the same moment.
  const account = await lookUp(OWN_USER);
  if (account) return account;
  throw new StartupError(
    `PostgreSQL refuses to run as root, and the system user ${OWN_USER} could not be made for it ` +
      `(${made.output}): start as an ordinary user, or set DATABASE_URL to a PostgreSQL server of yours.`,
  );
}

/**
 * Whom the server runs as: undefined for ourselves. Root may not run it, so for root it is the owner
 * of the data (a cluster that an ordinary user began stays that user's), else an unprivileged user.
 */
export async function accountFor(data: string): Promise<Account | undefined> {
  const self = process.getuid?.();
  if (self === undefined) return undefined;
  const owner = await statIfPresent(data);
  if (self === 0) {
    return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : unprivilegedAccount();
  }
  if (owner && owner.uid !== self) {
    throw new StartupError(
      `The database in ${data} belongs to another user (uid ${owner.uid}): ` +
        `start as that user, or set TASUKI_HOME to another folder.`,
    );
  }
  return undefined;
}
