import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres } from '../../libs/platform/src/embedded-postgres/embedded-postgres';
import { placeOf } from '../../libs/platform/src/embedded-postgres/home';
import { findPostmaster } from '../../libs/platform/src/embedded-postgres/postmaster';
import { makePostgresHome, removePostgresHome } from './postgres-folder';

/** A server of a test's own, which the test may stop and start; its address stays the same. */
export interface OwnPostgres {
  readonly url: string;
  /** `fast` ends the connections, `immediate` and `kill` leave a crash to recover from. */
  restart(mode: 'fast' | 'immediate' | 'kill'): Promise<void>;
  /** Stops it and removes its files. */
  stop(): Promise<void>;
}

const signals = { fast: 'SIGINT', immediate: 'SIGQUIT', kill: 'SIGKILL' } as const;

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const home = await makePostgresHome();
  let server = await startEmbeddedPostgres({ home });
  const { url } = server;
  const port = Number(new URL(url).port);

  return {
    url,
    async restart(mode) {
      const { data } = await placeOf(home);
      const postmaster = await findPostmaster(data);
      if (postmaster) process.kill(postmaster.pid, signals[mode]);
      while (await findPostmaster(data)) await sleep(10);
      server = await startEmbeddedPostgres({ home, port });
    },
    async stop() {
      await server.stop();
      await removePostgresHome(home);
    },
  };
}
