import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, StartupError } from '../startup-error';
import { readIfPresent } from './files';
import { run } from './tool';

/** A server process that runs on a data directory, as its lock file `postmaster.pid` tells. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** `starting` and `stopping` pass; a server in recovery after a crash is `starting`. */
  readonly state: 'starting' | 'ready' | 'stopping';
}

/** Recovery after a crash replays the log since the last checkpoint. */
const SETTLING_MS = 300_000;

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is such a process, of another user.
    return codeOf(error) === 'EPERM';
  }
}

async function commandLine(pid: number): Promise<string> {
  if (process.platform !== 'linux') {
    return (await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).output;
  }
  try {
    return await readFile(`/proc/${pid}/cmdline`, 'utf8');
  } catch (error) {
    // It has ended since.
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ESRCH') return '';
    throw error;
  }
}

const lockFile = (data: string): string => join(data, 'postmaster.pid');

/** How far the server has got; the line is missing while it writes the file. */
function stateOf(line: string | undefined): Postmaster['state'] {
  const word = line?.trim();
  return word === 'ready' || word === 'stopping' ? word : 'starting';
}

async function readLock(data: string): Promise<string[] | undefined> {
  return (await readIfPresent(lockFile(data)))?.split('\n');
}

/**
 * The server on this data directory; undefined when none runs. The lock file alone proves nothing:
 * after a crash of the machine it stays, and its pid may by now be any other process.
 */
export async function findPostmaster(data: string): Promise<Postmaster | undefined> {
  const lines = await readLock(data);
  const pid = Number(lines?.[0]);
  const folder = lines?.[1];
  if (!lines || !folder || !(pid > 0) || !isAlive(pid)) return undefined;
  const command = await commandLine(pid);
  if (!command.includes('postgres') || !command.includes(folder)) return undefined;
  return { pid, port: Number(lines[3]), state: stateOf(lines[7]) };
}

/** Waits out a start or stop under way; then the server that is ready, or undefined for none. */
export async function settledPostmaster(data: string): Promise<Postmaster | undefined> {
  const deadline = Date.now() + SETTLING_MS;
  for (;;) {
    const postmaster = await findPostmaster(data);
    if (!postmaster || postmaster.state === 'ready') return postmaster;
    if (Date.now() > deadline) {
      throw new StartupError(
        `The database server on ${data} (process ${postmaster.pid}) has been ${postmaster.state} for too long: ` +
          `see its log beside that folder, and end the process if it hangs.`,
      );
    }
    await sleep(50);
  }
}

/**
 * Removes the lock file of a server that is gone when its pid belongs to another process by now.
 * PostgreSQL would refuse to start; with a pid that is free it clears up itself.
 */
export async function removeForeignLock(data: string): Promise<void> {
  const pid = Number((await readLock(data))?.[0]);
  if (pid > 0 && isAlive(pid) && !(await findPostmaster(data))) await rm(lockFile(data));
}
