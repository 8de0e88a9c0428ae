import { pause } from '@tasuki/platform';
import { type Pool } from 'pg';
import { listParked, type ParkedStream } from './parking.postgres';

/**
 * Readers of the log that keep no table: their checkpoint is kept under the name, and what they cannot
 * handle is parked for it. The relay publishes messages.
 */
export const readers = ['relay'] as const;
export type Reader = (typeof readers)[number];

export function isReader(target: string): target is Reader {
  return (readers as readonly string[]).includes(target);
}

/** Where the stream is still parked; `undefined` when its reader has handled it. */
export interface Answered {
  readonly parked: ParkedStream | undefined;
}

/** How long to wait for a reader, which looks once a second. */
const patienceMs = 5_000;
const lookEveryMs = 50;

/**
 * What a reader does is its alone: whoever wants a parked lead tried again asks it to, and waits a
 * while for what comes of it. Where none runs, the next one will do it.
 * @returns `undefined` when the stream is not parked for it
 */
export async function askReaderToRetry(
  pool: Pool,
  reader: Reader,
  stream: string,
): Promise<Answered | undefined> {
  const { rowCount } = await pool.query(
    'update parked_streams set retry_asked = true where target = $1 and stream = $2',
    [reader, stream],
  );
  return rowCount === 1 ? answer(pool, reader, stream) : undefined;
}

/**
 * Leaves the event at which a lead is stuck out for ever, and asks the reader to go on behind it.
 * @returns `undefined` when the stream is not parked for it
 */
export async function discardForReader(
  pool: Pool,
  reader: Reader,
  stream: string,
  reason: string,
  by: string,
): Promise<Answered | undefined> {
  const { rowCount } = await pool.query(
    `with stuck as (
       update parked_streams set retry_asked = true where target = $1 and stream = $2
       returning stream, version, event_id
     ), discarded as (
       insert into discarded_events (projection, stream, version, event_id, reason, discarded_by)
       select $1, stream, version, event_id, $3, $4 from stuck on conflict do nothing
     )
     select from stuck`,
    [reader, stream, reason, by],
  );
  return rowCount === 1 ? answer(pool, reader, stream) : undefined;
}

/**
 * How far the readers have come, and the groups of consumers that follow the log itself
 * (`stream:<group>`); those that never ran are missing.
 */
export async function readerPositions(
  pool: Pool,
): Promise<readonly { readonly reader: string; readonly position: string }[]> {
  const { rows } = await pool.query<{ reader: string; position: string }>(
    `select reader, position from checkpoints
     where reader = any($1) or reader like 'stream:%' order by reader`,
    [readers],
  );
  return rows;
}

async function answer(pool: Pool, reader: Reader, stream: string): Promise<Answered> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline && (await isAsked(pool, reader, stream))) {
    await pause(lookEveryMs);
  }
  const [parked] = await listParked(pool, { target: reader, stream });
  return { parked };
}

async function isAsked(pool: Pool, reader: Reader, stream: string): Promise<boolean> {
  const { rows } = await pool.query(
    'select from parked_streams where target = $1 and stream = $2 and retry_asked',
    [reader, stream],
  );
  return rows.length > 0;
}
