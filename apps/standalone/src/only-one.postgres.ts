import { type Logger, pause, StartupError } from '@tasuki/platform';
import { Client } from 'pg';
import { setTimeout as delay } from 'node:timers/promises';

const standaloneLock = 0x7461_7375_6b73;
const patienceMs = 2_000;
const retryMs = 500;

/** That this process alone runs a home. */
export interface OnlyOne {
  /** Resolves when another process has taken the home over. */
  readonly ousted: Promise<void>;
  isOusted(): boolean;
  release(): Promise<void>;
}

/** A connection that has the lock as long as it lives. */
interface Held {
  readonly client: Client;
  readonly lost: Promise<void>;
}

/**
 * Makes sure that no other process runs this home: holds a lock in its database until released. One
 * that was killed a moment ago is waited for. When the database goes down the lock goes with it, and
 * is taken again as soon as the database is back, unless another process was faster.
 * @throws StartupError when another one is up
 */
export async function onlyOne(url: string, home: string, logger: Logger): Promise<OnlyOne> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const { promise: ousted, resolve: oust } = Promise.withResolvers<void>();
  let isOusted = false;

  const first = await take(url);
  if (first === undefined) {
    throw new StartupError(
      `Tasuki already runs on ${home}; stop that one first, or choose another folder: TASUKI_HOME=/some/folder npm start.`,
    );
  }

  async function takeAgain(): Promise<Held | undefined> {
    while (!signal.aborted) {
      try {
        const held = await take(url);
        if (held !== undefined) return held;
        isOusted = true;
        oust();
        return undefined;
      } catch {
        // The database is still away.
        await pause(retryMs, signal);
      }
    }
    return undefined;
  }

  async function guard(): Promise<void> {
    const released = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve()),
    );
    for (let held: Held | undefined = first; held !== undefined; held = await takeAgain()) {
      await Promise.race([held.lost, released]);
      if (signal.aborted) return held.client.end();
      logger.warn('the lock on this home was lost with the database; it is taken again');
    }
  }

  const guarding = guard();
  return {
    ousted,
    isOusted: () => isOusted,
    async release() {
      stopping.abort();
      await guarding;
    },
  };
}

/** @returns undefined when another process has the lock, and keeps it */
async function take(url: string): Promise<Held | undefined> {
  const client = new Client({
    connectionString: url,
    application_name: 'tasuki-standalone',
    connectionTimeoutMillis: 5_000,
  });
  const lost = new Promise<void>((resolve) => client.once('end', () => resolve()));
  // Its end follows, and tells as much.
  client.on('error', () => undefined);
  await client.connect();
  const deadline = Date.now() + patienceMs;
  while (!(await tryLock(client))) {
    if (Date.now() > deadline) {
      await client.end();
      return undefined;
    }
    await delay(200);
  }
  return { client, lost };
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    `select pg_try_advisory_lock(${standaloneLock}) as locked`,
  );
  return rows[0]!.locked;
}
