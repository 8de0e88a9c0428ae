import {
  type EventStore,
  isUnavailable,
  moveCheckpoint,
  type Page,
  type Position,
  readCheckpoint,
  StoreUnavailable,
} from '@tasuki/event-store';
import { type Logger, pause, withClient } from '@tasuki/platform';
import { type Pool } from 'pg';
import { foldPage } from './fold';
import { type Projection, tableOf } from './projection';
import { loadRows, prepareTable, upsertRows } from './projection-table.postgres';

export interface RunnerOptions {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly logger: Logger;
  /** Events looked at in one transaction; 1,000 when left out. */
  readonly batchSize?: number;
}

export interface ProjectionRunner {
  readonly name: string;
  /** Why it does not move at present; `undefined` while it does. */
  readonly failure: Error | undefined;
  /** Follows the log until the signal fires; what it is doing then is finished first. */
  run(signal: AbortSignal): Promise<void>;
  /** Up to where the read model has applied the log. */
  position(): Promise<Position>;
}

const retryMs = 1_000;

/**
 * Keeps a projection's table up with the log. Each page is applied in one transaction together
 * with the checkpoint, moved by compare-and-set: of two runners of one projection, one page is
 * applied by one of them; a crash between any two statements loses and repeats nothing.
 */
export function projectionRunner<D>(
  projection: Projection<D>,
  { pool, store, logger, batchSize = 1000 }: RunnerOptions,
): ProjectionRunner {
  const reader = checkpointOf(projection);
  let failure: Error | undefined;

  /** @returns false when another runner has moved the checkpoint */
  async function apply(from: Position, page: Page): Promise<boolean> {
    return withClient(pool, async (client) => {
      await client.query('begin');
      const moved = await moveCheckpoint(client, reader, from, page.position);
      if (!moved) {
        await client.query('rollback');
        return false;
      }
      if (page.events.length > 0) {
        const keys = [...new Set(page.events.map(projection.key))];
        const before = await loadRows(client, projection, keys);
        await upsertRows(client, projection, foldPage(projection, before, page.events));
      }
      await client.query('commit');
      return true;
    });
  }

  async function follow(signal: AbortSignal): Promise<void> {
    await prepareTable(pool, projection);
    let position = await readCheckpoint(pool, reader);
    if (isAway(failure)) failure = undefined;
    const pages = store.subscribe(position, projection.filter, { batchSize, signal });
    for await (const page of pages) {
      if (!(await apply(position, page))) return;
      position = page.position;
      failure = undefined;
    }
  }

  return {
    name: reader,
    get failure() {
      return failure;
    },
    async run(signal) {
      while (!signal.aborted) {
        try {
          await follow(signal);
        } catch (error) {
          failure = error as Error;
          if (isAway(error)) logger.warn({ projection: reader }, 'the database is away; waiting');
          else logger.error({ projection: reader, err: error }, 'the projection cannot go on');
          await pause(retryMs, signal);
        }
      }
    },
    position: () => readCheckpoint(pool, reader),
  };
}

function isAway(error: unknown): boolean {
  return error instanceof StoreUnavailable || isUnavailable(error);
}

/** The name under which a projection's checkpoint is kept. */
export function checkpointOf<D>(projection: Projection<D>): string {
  return tableOf(projection);
}
