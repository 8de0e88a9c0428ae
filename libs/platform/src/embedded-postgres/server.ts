import { chown, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartupError } from '../startup-error';
import { type Account } from './account';
import { type Binaries } from './binaries';
import { readIfPresent } from './files';
import { type Place } from './home';
import { choosePort } from './port';
import {
  findPostmaster,
  removeForeignLock,
  settledPostmaster,
  type Postmaster,
} from './postmaster';
import { firstComplaint, run } from './tool';

/** What is needed to start and stop the server of one place. */
export interface Installation {
  readonly binaries: Binaries;
  readonly place: Place;
  readonly account: Account | undefined;
}

export interface LaunchOptions {
  /** Without it the one last used, if free, else any free one. */
  readonly port?: number;
  readonly settings?: Readonly<Record<string, string>>;
}

/** Passes by itself: a port lost in the moment after we tried it; processes of a killed server. */
const PASSING = /could not bind|pre-existing shared memory block/;
const PASSING_MS = 10_000;

/** pg_ctl hands its options to a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function serverOptions(port: number, settings: Readonly<Record<string, string>>): string {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    ...settings,
  };
  const named = Object.entries(all).map(([name, value]) => `-c ${quoted(`${name}=${value}`)}`);
  return [`-p ${port}`, ...named].join(' ');
}

/** PostgreSQL notes the command line of each start in its data directory. */
async function lastPort(data: string): Promise<number | undefined> {
  const options = await readIfPresent(join(data, 'postmaster.opts'));
  const port = /"-p" "(\d+)"/.exec(options ?? '')?.[1];
  return port === undefined ? undefined : Number(port);
}

/** Makes the log readable for its owner only, and returns how long it is. */
async function prepareLog({ place, account }: Installation): Promise<number> {
  const log = await open(place.log, 'a', 0o600);
  try {
    if (account) await chown(place.log, account.uid, account.gid);
    return (await log.stat()).size;
  } finally {
    await log.close();
  }
}

/** Starts the server and waits until it is ready, through recovery if need be. */
export async function launch(
  installation: Installation,
  options: LaunchOptions,
): Promise<Postmaster> {
  const { binaries, place, account } = installation;
  const { data, log } = place;
  const deadline = Date.now() + PASSING_MS;
  for (;;) {
    const port = await choosePort(options.port, await lastPort(data));
    await removeForeignLock(data);
    const logged = await prepareLog(installation);
    const serverArgs = serverOptions(port, options.settings ?? {});
    const started = await run(
      binaries.pgCtl,
      ['start', '--wait', '--timeout=300', '-D', data, '-l', log, '-o', serverArgs],
      account,
    );
    // Also after a failure: another process may have started the same server a moment before us.
    const postmaster = await settledPostmaster(data);
    if (postmaster) return postmaster;
    const report = (await readFile(log)).subarray(logged).toString();
    if (!PASSING.test(report) || Date.now() > deadline) {
      throw new StartupError(
        `The embedded PostgreSQL did not start (${firstComplaint(report || started.output)}): see its log ${log}.`,
      );
    }
    await sleep(200);
  }
}

/** Stops the server as soon as its open transactions are rolled back; does nothing when none runs. */
export async function shutDown({ binaries, place, account }: Installation): Promise<void> {
  // pg_ctl believes the lock file, and would signal whatever process has the pid by now.
  if (!(await findPostmaster(place.data))) return;
  const args = ['stop', '--wait', '--timeout=120', '--mode=fast', '-D', place.data];
  const stopped = await run(binaries.pgCtl, args, account);
  if (stopped.code === 0 || !(await findPostmaster(place.data))) return;
  throw new Error(
    `The embedded PostgreSQL did not stop (${firstComplaint(stopped.output)}): see its log ${place.log}.`,
  );
}
