import {
  beginning,
  type EventStore,
  moveCheckpoint,
  type Position,
  readCheckpoint,
} from '@tasuki/event-store';
import { type Pool } from 'pg';

/** Under which its checkpoint is kept. */
export const readerOf = (group: string) => `stream:${group}`;

/** A group that consumes from elsewhere has no place in the log any more. */
export async function forgetPosition(pool: Pool, group: string): Promise<void> {
  await pool.query('delete from checkpoints where reader = $1', [readerOf(group)]);
}

/** Where a group stands that consumes from the log; `undefined` when it does not. */
export async function positionOf(pool: Pool, group: string): Promise<Position | undefined> {
  const { rows } = await pool.query<{ position: Position }>(
    'select position from checkpoints where reader = $1',
    [readerOf(group)],
  );
  return rows[0]?.position;
}

/**
 * Where a reader of the log goes on. At its first start that is stored at once, also where it is the
 * beginning of an empty log: what comes while it is away is not missed.
 */
export async function startingPosition(
  pool: Pool,
  store: Pick<EventStore, 'head'>,
  reader: string,
  from: 'beginning' | 'end',
): Promise<string> {
  const { rows } = await pool.query('select from checkpoints where reader = $1', [reader]);
  if (rows.length === 0) {
    const start = from === 'end' ? await store.head() : beginning;
    await moveCheckpoint(pool, reader, beginning, start);
  }
  return readCheckpoint(pool, reader);
}
