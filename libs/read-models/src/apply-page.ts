import { moveCheckpoint, type Page, type Position } from '@tasuki/event-store';
import { withClient } from '@tasuki/platform';
import { type Pool, type PoolClient } from 'pg';
import { applyEntries, isRefused, streamsOf } from './apply-entries';
import { type LogEntry, type Parked } from './fold';
import { exceptions, park } from './parking.postgres';
import { type ReadModel } from './read-model';

/** Somebody else has applied this page, or a part of it. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';
}

export interface EntryPage extends Pick<Page, 'position'> {
  readonly entries: readonly LogEntry[];
}

/**
 * Applies a page to a table and moves its checkpoint, all in one transaction: of two processes at
 * one table one applies the page; a crash between any two statements loses and repeats nothing.
 * @returns what was parked
 * @throws CheckpointMoved; nothing was written
 */
export async function applyPage(
  pool: Pool,
  readModel: ReadModel,
  table: string,
  from: Position,
  page: EntryPage,
): Promise<readonly Parked[]> {
  const attempt = (carefully: boolean) =>
    withClient(pool, async (client) => {
      await client.query('begin');
      if (!(await moveCheckpoint(client, table, from, page.position))) {
        await client.query('rollback');
        throw new CheckpointMoved(table);
      }
      const known = await exceptions(client, table, readModel.name, streamsOf(page.entries));
      const parked = await applyEntries(client, readModel, table, page.entries, known, carefully);
      await park(client, table, parked);
      await countLookedAt(client, table, page.entries.length);
      await client.query('commit');
      return parked;
    });
  try {
    return await attempt(false);
  } catch (error) {
    if (!isRefused(error)) throw error;
    return attempt(true);
  }
}

/** Shown as progress while a table is being built. */
async function countLookedAt(client: PoolClient, table: string, events: number): Promise<void> {
  if (events === 0) return;
  await client.query({
    name: 'count-looked-at',
    text: `update read_model_targets set looked_at = looked_at + $2
           where target = $1 and state = 'building'`,
    values: [table, events],
  });
}
