import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres } from '../../libs/platform/src/embedded-postgres/embedded-postgres';
import { placeOf } from '../../libs/platform/src/embedded-postgres/home';
import { findPostmaster } from '../../libs/platform/src/embedded-postgres/postmaster';
import { freePort } from './free-port';
import { makePostgresHome, removePostgresHome } from './postgres-folder';

/** `fast` ends the connections, `immediate` and `kill` leave a crash to recover from. */
export type EndMode = 'fast' | 'immediate' | 'kill';

/** A server of a test's own, which the test may stop and start; its address stays the same. */
export interface OwnPostgres {
  readonly url: string;
  /** Ends it, and comes back when it is gone. */
  end(mode: EndMode): Promise<void>;
  /** Starts it again; comes back when it is ready. */
  start(): Promise<void>;
  restart(mode: EndMode): Promise<void>;
  /** Stops it and removes its files. */
  stop(): Promise<void>;
}

const signals = { fast: 'SIGINT', immediate: 'SIGQUIT', kill: 'SIGKILL' } as const;

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const home = await makePostgresHome();
  const port = await freePort();
  let server = await startEmbeddedPostgres({ home, port });

  async function end(mode: EndMode): Promise<void> {
    const { data } = await placeOf(home);
    const postmaster = await findPostmaster(data);
    if (postmaster) process.kill(postmaster.pid, signals[mode]);
    while (await findPostmaster(data)) await sleep(10);
  }

  async function start(): Promise<void> {
    server = await startEmbeddedPostgres({ home, port });
  }

  return {
    url: server.url,
    end,
    start,
    async restart(mode) {
      await end(mode);
      await start();
    },
    async stop() {
      await server.stop();
      await removePostgresHome(home);
    },
  };
}
