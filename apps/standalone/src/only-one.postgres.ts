import { type Logger, StartupError } from '@tasuki/platform';
import { Client } from 'pg';
import { setTimeout as delay } from 'node:timers/promises';

const standaloneLock = 0x7461_7375_6b73;
const patienceMs = 2_000;

/**
 * Makes sure that no other process runs this home: holds a lock in its database until released.
 * One that was killed a moment ago is waited for.
 * @throws StartupError when another one is up
 */
export async function onlyOne(
  url: string,
  home: string,
  logger: Logger,
): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: url, application_name: 'tasuki-standalone' });
  client.on('error', (error) => logger.warn({ err: error }, 'the lock on this home was lost'));
  await client.connect();
  const deadline = Date.now() + patienceMs;
  while (!(await tryLock(client))) {
    if (Date.now() > deadline) {
      await client.end();
      throw new StartupError(
        `Tasuki already runs on ${home}; stop that one first, or choose another folder: TASUKI_HOME=/some/folder npm start.`,
      );
    }
    await delay(200);
  }
  return () => client.end();
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    `select pg_try_advisory_lock(${standaloneLock}) as locked`,
  );
  return rows[0]!.locked;
}
