import {
  Config,
  findEmbeddedPostgres,
  readConfig,
  reasonOf,
  silentLogger,
  StartupError,
} from '@tasuki/platform';
import { type Home, openHome, openRuntime, type Runtime } from '@tasuki/runtime';
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/**
 * The installation that the environment names (`DATABASE_URL`), else the one that `npm start` runs
 * in this home.
 * @throws StartupError when there is none, or its database does not answer
 */
export async function connect(): Promise<Runtime> {
  return openRuntime(await installation(Config), silentLogger);
}

/**
 * Where the installation is, and what it needs to be opened.
 * @param kind what a command is told by the environment
 * @throws StartupError
 */
export async function installation<T extends Config>(kind: new () => T): Promise<T> {
  return readConfig(kind, { ...process.env, ...(await ownDatabase()) });
}

async function ownDatabase(): Promise<Readonly<Record<string, string>>> {
  if (process.env.DATABASE_URL !== undefined) return {};
  const home = await existingHome();
  const url = await findEmbeddedPostgres(home.path);
  if (url === undefined) {
    throw new StartupError(
      `No Tasuki runs on ${home.path}; start it with npm start, or set DATABASE_URL.`,
    );
  }
  return { DATABASE_URL: url, TASUKI_MASTER_KEY_FILE: home.masterKeyFile };
}

/**
 * The home that `npm start` made; this tool makes none.
 * @throws StartupError when it was never made
 */
export async function existingHome(): Promise<Home> {
  const path = resolve(process.env.TASUKI_HOME ?? '.tasuki');
  for (const file of ['master.key', 'signing-key.json']) {
    await access(join(path, file)).catch((error: unknown) => {
      throw new StartupError(
        `There is no Tasuki in ${path} (${reasonOf(error)}); start it with npm start, set TASUKI_HOME to the folder of one, or set DATABASE_URL.`,
      );
    });
  }
  return openHome(path);
}
