import { type Logger } from '../logger';
import { accountFor } from './account';
import { findBinaries } from './binaries';
import { databaseUrl, ensureDatabase } from './database.postgres';
import { exists } from './files';
import { choosePlace, onFilesOf, placeOf, prepareHome, readPassword } from './home';
import { initialise } from './initialise';
import { findPostmaster, settledPostmaster } from './postmaster';
import { launch, shutDown } from './server';
import { supervise, type Supervisor } from './supervise';

/** A PostgreSQL server of our own on loopback, its binaries from an npm package. */
export interface EmbeddedPostgres {
  /** Of the database `tasuki`: `postgresql://tasuki:<password>@127.0.0.1:<port>/tasuki`. */
  readonly url: string;
  /** The server was running already: a process that started it earlier ended without stopping it. */
  readonly takenOver: boolean;
  /** From now on, until `stop` or `leave`, the server is started again whenever it has died. */
  keepRunning(logger: Logger): void;
  /** Leaves the server to whoever else has taken it over. */
  leave(): Promise<void>;
  /** Ends the server's connections, writes a checkpoint and stops it. Stopping twice is harmless. */
  stop(): Promise<void>;
}

/** Where the server lives and how it starts. */
export interface EmbeddedPostgresOptions {
  /** The folder that holds the server's files below `postgres/`; it is made if missing. */
  readonly home: string;
  /** On 127.0.0.1; without it the one last used by this home, if free, else any free one. */
  readonly port?: number;
  /** More settings of the server, as on its command line (`-c name=value`). */
  readonly settings?: Readonly<Record<string, string>>;
}

async function start(options: EmbeddedPostgresOptions) {
  const { home } = options;
  const password = await prepareHome(home);
  const account = await accountFor((await placeOf(home)).data);
  const binaries = await findBinaries(account);
  const place = await choosePlace(home, account);
  const installation = { binaries, place, account };
  const running = await settledPostmaster(place.data);
  if (!running && !(await exists(place.data))) {
    await initialise(binaries, place.data, password, account);
  }
  const { port } = running ?? (await launch(installation, options));
  return { installation, password, running: running !== undefined, port };
}

/**
 * Starts the server of this home, making its database at the first start. A server of this home that
 * is running already is taken over as it is: on its port and with its settings. As root the server
 * runs as an unprivileged user.
 * @throws StartupError when anything outside the program stands in the way
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { home } = options;
  const { installation, password, running, port } = await onFilesOf(home, () => start(options));
  try {
    await ensureDatabase(port, password);
  } catch (error) {
    if (!running) await shutDown(installation);
    throw error;
  }
  let supervisor: Supervisor | undefined;
  return {
    url: databaseUrl(port, password),
    takenOver: running,
    keepRunning(logger) {
      supervisor ??= supervise(installation, { ...options, port }, logger);
    },
    leave: async () => supervisor?.stop(),
    async stop() {
      await supervisor?.stop();
      await shutDown(installation);
    },
  };
}

/**
 * Where the running server of this home answers; undefined when none runs. For other processes: the
 * command line tool, the tests.
 * @throws StartupError when this user may not read the home
 */
export async function findEmbeddedPostgres(home: string): Promise<string | undefined> {
  return onFilesOf(home, async () => {
    const password = await readPassword(home);
    if (password === undefined) return undefined;
    const postmaster = await findPostmaster((await placeOf(home)).data);
    return postmaster?.state === 'ready' ? databaseUrl(postmaster.port, password) : undefined;
  });
}
