import { pause } from '@tasuki/platform';
import { type Pool } from 'pg';
import { listParked, type ParkedStream } from './parking.postgres';

/** The scorer's checkpoint is kept under this name, and what it cannot score is parked for it. */
export const scorerReader = 'scorer';

/** Where the stream is still parked; `undefined` when the scorer has scored it. */
export interface Answered {
  readonly parked: ParkedStream | undefined;
}

/** How long to wait for a scorer, which looks once a second. */
const patienceMs = 5_000;
const lookEveryMs = 50;

/**
 * Scoring is the scorer's: whoever wants a parked lead tried again asks it to, and waits a while for
 * what comes of it. Where no scorer runs, the next one will do it.
 * @returns `undefined` when the stream is not parked for the scorer
 */
export async function askScorerToRetry(pool: Pool, stream: string): Promise<Answered | undefined> {
  const { rowCount } = await pool.query(
    'update parked_streams set retry_asked = true where target = $1 and stream = $2',
    [scorerReader, stream],
  );
  return rowCount === 1 ? answer(pool, stream) : undefined;
}

/**
 * Leaves the event at which a lead is stuck out of its scores for ever, and asks the scorer to go on
 * behind it.
 * @returns `undefined` when the stream is not parked for the scorer
 */
export async function discardForScorer(
  pool: Pool,
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
    [scorerReader, stream, reason, by],
  );
  return rowCount === 1 ? answer(pool, stream) : undefined;
}

/** How far the scorer has come; `undefined` when it never ran. */
export async function scorerPosition(pool: Pool): Promise<string | undefined> {
  const { rows } = await pool.query<{ position: string }>(
    'select position from checkpoints where reader = $1',
    [scorerReader],
  );
  return rows[0]?.position;
}

async function answer(pool: Pool, stream: string): Promise<Answered> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline && (await isAsked(pool, stream))) await pause(lookEveryMs);
  const [parked] = await listParked(pool, { target: scorerReader, stream });
  return { parked };
}

async function isAsked(pool: Pool, stream: string): Promise<boolean> {
  const { rows } = await pool.query(
    'select from parked_streams where target = $1 and stream = $2 and retry_asked',
    [scorerReader, stream],
  );
  return rows.length > 0;
}
