import { type Settled, withClient } from '@tasuki/platform';
import { type Pool, type PoolClient } from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { OutcomeUnknown, StoreUnavailable } from '../errors';
import { type AppendResult } from '../event-store';
import {
  type Append,
  type LogState,
  type Outcome,
  type Plan,
  type PlannedRow,
  planAppends,
  possibleRepetitions,
  slot,
} from './append-plan';
import { isUnavailable, isUniqueViolation, sqlStateOf } from './connection-errors';

/** Serialises appends over all processes. Any constant will do; this one spells `tasuki`. */
const appendLock = 0x7461_7375_6b69;

/** Whoever listens here is woken by each batch. */
export const appendChannel = 'tasuki_events';

/** Marks an error after COMMIT was sent: the rows may be in the log. */
class CommitUnanswered extends Error {
  constructor(
    readonly rows: readonly PlannedRow[],
    readonly outcomes: readonly Outcome[],
    cause: unknown,
  ) {
    super('the answer to COMMIT was lost', { cause });
  }
}

/**
 * Writes a batch of appends in one transaction, each answered by itself. While the database is
 * away it tries again for `patienceMs`, then says whether something may have been written.
 */
export async function appendBatch(
  pool: Pool,
  appends: readonly Append[],
  patienceMs: number,
): Promise<readonly Settled<AppendResult>[]> {
  const deadline = Date.now() + patienceMs;
  let unanswered: CommitUnanswered | undefined;
  for (let pause = 20; ; pause = Math.min(pause * 2, 500)) {
    try {
      return await withClient(pool, (client) => writeOnce(client, appends, unanswered));
    } catch (error) {
      if (error instanceof CommitUnanswered) unanswered = error;
      else if (!isUnavailable(error)) {
        if (unanswered !== undefined) return unknown(unanswered, error);
        return appends.length === 1 ? [{ error }] : inHalves(pool, appends, patienceMs);
      }
      if (Date.now() > deadline) {
        if (unanswered === undefined) throw new StoreUnavailable(error);
        return unknown(unanswered, error);
      }
      await delay(pause);
    }
  }
}

/**
 * Something in the batch is not to the database's liking: halved until it stands alone. A half for
 * which the database went away says nothing about the other one, which may have been written.
 */
async function inHalves(
  pool: Pool,
  appends: readonly Append[],
  patienceMs: number,
): Promise<readonly Settled<AppendResult>[]> {
  const middle = Math.ceil(appends.length / 2);
  const halves = [appends.slice(0, middle), appends.slice(middle)];
  const outcomes: Settled<AppendResult>[] = [];
  for (const half of halves) {
    try {
      outcomes.push(...(await appendBatch(pool, half, patienceMs)));
    } catch (error) {
      outcomes.push(...half.map(() => ({ error })));
    }
  }
  return outcomes;
}

function unknown({ outcomes }: CommitUnanswered, cause: unknown): readonly Outcome[] {
  return outcomes.map((outcome) =>
    'error' in outcome ? outcome : { error: new OutcomeUnknown(cause) },
  );
}

async function writeOnce(
  client: PoolClient,
  appends: readonly Append[],
  unanswered: CommitUnanswered | undefined,
): Promise<readonly Outcome[]> {
  const none: ReadonlySet<string> = new Set();
  if (unanswered !== undefined) {
    await lock(client);
    if (await isInLog(client, unanswered.rows)) {
      await client.query('commit');
      return unanswered.outcomes;
    }
    return commit(client, planAppends(appends, await stateUnderLock(client, appends, none)));
  }
  const [, state] = await inOneGo(lock(client), stateUnderLock(client, appends, none));
  try {
    return await commit(client, planAppends(appends, state));
  } catch (error) {
    if (!isUniqueViolation(error, 'events_id')) throw error;
    await client.query('rollback');
    await lock(client);
    const taken = await takenIds(client, appends);
    return commit(client, planAppends(appends, await stateUnderLock(client, appends, taken)));
  }
}

/** Inserts and commits without waiting in between: others wait for the lock meanwhile. */
async function commit(client: PoolClient, { rows, outcomes }: Plan): Promise<readonly Outcome[]> {
  const [inserted, committed] = await Promise.allSettled([
    insert(client, rows),
    client.query(rows.length > 0 ? `notify ${appendChannel}; commit` : 'commit'),
  ]);
  // What the server refused to insert it does not commit; a connection that broke tells nothing.
  if (inserted.status === 'rejected' && sqlStateOf(inserted.reason)) throw inserted.reason;
  const lost = [inserted, committed].find(({ status }) => status === 'rejected');
  if (lost?.status === 'rejected') throw new CommitUnanswered(rows, outcomes, lost.reason);
  return outcomes;
}

/**
 * Two that were sent one behind the other on a pipelined connection: each is a statement of its own
 * for the server, and there is one way there and back.
 */
async function inOneGo<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}

/**
 * The lock is taken in a statement of its own and the head read in the next one: at READ COMMITTED
 * a statement sees what was committed before it began, so a head read together with the lock
 * would be older than the lock.
 */
async function lock(client: PoolClient): Promise<void> {
  await client.query(`begin; select pg_advisory_xact_lock(${appendLock})`);
}

async function stateUnderLock(
  client: PoolClient,
  appends: readonly Append[],
  taken: ReadonlySet<string>,
): Promise<LogState> {
  const streams = [...new Set(appends.map(({ stream }) => stream))];
  const { rows } = await client.query<{ head: string; versions: number[] }>({
    name: 'append-state',
    text: `
      select (select coalesce(max(position), 0) from events) as head,
        array(
          select coalesce((select version from events e where e.stream = s.stream
                           order by version desc limit 1), 0)
          from unnest($1::text[]) with ordinality s (stream, place) order by place) as versions`,
    values: [streams],
  });
  const { head, versions: found } = rows[0]!;
  const versions = new Map(streams.map((stream, index) => [stream, found[index]!]));
  const repeated = possibleRepetitions(appends, versions);
  return {
    head: Number(head),
    versions,
    occupied: repeated.length > 0 ? await occupiedSlots(client, repeated) : new Map(),
    takenIds: taken,
  };
}

async function occupiedSlots(
  client: PoolClient,
  appends: readonly Append[],
): Promise<LogState['occupied']> {
  const { rows } = await client.query<{
    stream: string;
    version: number;
    id: string;
    position: string;
  }>(`select stream, version, id, position from events where id = any($1::uuid[])`, [
    appends.flatMap(({ events }) => events.map(({ id }) => id)),
  ]);
  return new Map(
    rows.map(({ stream, version, id, position }) => [
      slot(stream, version),
      { id, ordinal: Number(position) },
    ]),
  );
}

async function takenIds(
  client: PoolClient,
  appends: readonly Append[],
): Promise<ReadonlySet<string>> {
  const ids = appends.flatMap(({ events }) => events.map(({ id }) => id));
  const { rows } = await client.query<{ id: string }>(
    'select id from events where id = any($1::uuid[])',
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

async function isInLog(client: PoolClient, planned: readonly PlannedRow[]): Promise<boolean> {
  const first = planned[0];
  if (first === undefined) return true;
  const { rows } = await client.query<{ id: string }>('select id from events where position = $1', [
    first.ordinal,
  ]);
  return rows[0]?.id === first.event.id;
}

async function insert(client: PoolClient, rows: readonly PlannedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query({
    name: 'append-insert',
    text: `
      insert into events
        (position, stream, version, id, type, schema_version, recorded_at, data, metadata)
      select * from rows from (
        unnest($1::bigint[], $2::text[], $3::int[], $4::uuid[], $5::text[], $6::int[],
          $7::timestamptz[]),
        json_array_elements($8::json), json_array_elements($9::json))`,
    values: [
      rows.map(({ ordinal }) => ordinal),
      rows.map(({ stream }) => stream),
      rows.map(({ version }) => version),
      rows.map(({ event }) => event.id),
      rows.map(({ event }) => event.type),
      rows.map(({ event }) => event.schemaVersion),
      rows.map(({ event }) => event.recordedAt),
      jsonArray(rows.map(({ event }) => event.data)),
      jsonArray(rows.map(({ event }) => event.metadata)),
    ],
  });
}

/** JSON texts as one: its elements come out to the letter, and an SQL array would escape each quote. */
function jsonArray(texts: readonly string[]): string {
  return `[${texts.join(',')}]`;
}
