import { chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StartupError } from '../startup-error';
import { type Account } from './account';
import { type Binaries } from './binaries';
import { exists } from './files';
import { isAlive } from './postmaster';
import { firstComplaint, run } from './tool';

const DRAFT = /^initdb-(\d+)$/;

/** What first starts that were interrupted have left behind; a start under way keeps its own. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = DRAFT.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) await rm(join(folder, name), { recursive: true });
  }
}

/**
 * Makes the cluster in a folder beside its place and moves it there when it is complete, so that an
 * interrupted first start leaves nothing half-made. The locale is named in full: with LANG unset the
 * database would else be SQL_ASCII and count the bytes of a Japanese text.
 */
export async function initialise(
  binaries: Binaries,
  data: string,
  password: string,
  account?: Account,
): Promise<void> {
  const folder = dirname(data);
  await removeAbandoned(folder);
  const draft = join(folder, `initdb-${process.pid}`);
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  try {
    const passwordFile = join(draft, 'password');
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (account) {
      await chown(passwordFile, account.uid, account.gid);
      await chown(draft, account.uid, account.gid);
    }
    const made = await run(
      binaries.initdb,
      [
        `--pgdata=${join(draft, 'data')}`,
        ...['--username=tasuki', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
        ...['--encoding=UTF8', '--locale=C'],
        ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      ],
      account,
    );
    if (made.code !== 0) {
      throw new StartupError(
        `The database could not be made in ${folder} (${firstComplaint(made.output)}): ` +
          `free space or mend the folder, or set DATABASE_URL to a PostgreSQL server of yours.`,
      );
    }
    await rename(join(draft, 'data'), data).catch(async (error: unknown) => {
      // Another first start on the same home has come first: its cluster is as good.
      if (!(await exists(data))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
