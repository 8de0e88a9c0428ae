import { type EventStore, type Position, readCheckpoint } from '@tasuki/event-store';
import { postgresLeases, silentLogger } from '@tasuki/platform';
import { registry } from '@tasuki/runtime';
import { type Pool } from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { type TestRuntime } from '../../../test/support/test-runtime';
import { projector } from '../src/projector';
import { type ReadModel } from '../src/read-model';
import { listTargets } from '../src/targets.postgres';

type Parts = Pick<TestRuntime, 'pool' | 'log'>;

/** A projector at work, as in a process of its own. */
export interface Projecting {
  stop(): Promise<void>;
}

export function startProjector(
  { pool, log }: { readonly pool: Pool; readonly log: EventStore },
  readModels: readonly ReadModel[],
  { leaseMs = 15_000, batchSize = 1000 } = {},
): Projecting {
  const stopping = new AbortController();
  const running = projector({
    pool,
    log,
    registry,
    logger: silentLogger,
    readModels,
    leases: postgresLeases(pool, { lifetimeMs: leaseMs }),
    tickMs: 20,
    batchSize,
  }).run(stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Until a table is live and has come to the head of the log. */
export async function untilLive({ pool, log }: Parts, table: string): Promise<void> {
  const head = await log.head();
  const isThere = async () => {
    const targets = await listTargets(pool);
    const found = targets.find(({ target }) => target === table);
    return found?.state === 'live' && (await readCheckpoint(pool, table)) >= head;
  };
  while (!(await isThere())) await delay(5);
}

export async function untilAt(pool: Pool, table: string, wanted: Position): Promise<void> {
  while ((await readCheckpoint(pool, table)) < wanted) await delay(5);
}

/** Runs a projector until these are live at the head of the log. */
export async function keep(parts: Parts, ...readModels: readonly ReadModel[]): Promise<void> {
  const projecting = startProjector(parts, readModels);
  for (const { table } of readModels) await untilLive(parts, table);
  await projecting.stop();
}
