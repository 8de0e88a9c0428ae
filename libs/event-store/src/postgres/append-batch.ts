import { type Settled, withClient } from '@tasuki/platform';
import { type Pool, type PoolClient } from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { OutcomeUnknown, StoreUnavailable } from '../errors';
import { type AppendResult } from '../event-store';
import {
  type Append,
  type LogState,
  type Outcome,
  type PlannedRow,
  planAppends,
  possibleRepetitions,
  slot,
} from './append-plan';
import { isUnavailable, isUniqueViolation } from './connection-errors';

/** Serialises appends over all processes. Any constant will do; this one spells `tasuki`. */
const appendLock = 0x7461_7375_6b69;
const channel = 'tasuki_events';

export const appendChannel = channel;

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
      else if (!isUnavailable(error)) throw error;
      if (Date.now() > deadline) {
        if (unanswered === undefined) throw new StoreUnavailable(error);
        return unanswered.outcomes.map((outcome) =>
          'error' in outcome ? outcome : { error: new OutcomeUnknown(error) },
        );
      }
      await delay(pause);
    }
  }
}

async function writeOnce(
  client: PoolClient,
  appends: readonly Append[],
  unanswered: CommitUnanswered | undefined,
): Promise<readonly Outcome[]> {
  await lock(client);
  if (unanswered !== undefined && (await isInLog(client, unanswered.rows))) {
    await client.query('commit');
    return unanswered.outcomes;
  }
  let plan = planAppends(appends, await stateUnderLock(client, appends, new Set()));
  try {
    await insert(client, plan.rows);
  } catch (error) {
    if (!isUniqueViolation(error, 'events_id')) throw error;
    await client.query('rollback');
    await lock(client);
    const taken = await takenIds(client, appends);
    plan = planAppends(appends, await stateUnderLock(client, appends, taken));
    await insert(client, plan.rows);
  }
  try {
    await client.query(plan.rows.length > 0 ? `notify ${channel}; commit` : 'commit');
  } catch (error) {
    throw new CommitUnanswered(plan.rows, plan.outcomes, error);
  }
  return plan.outcomes;
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
  const { rows } = await client.query<{ head: string; stream: string; version: number }>({
    name: 'append-state',
    text: `
      select (select coalesce(max(position), 0) from events) as head, s.stream,
        coalesce((select version from events e where e.stream = s.stream
                  order by version desc limit 1), 0) as version
      from unnest($1::text[]) s (stream)`,
    values: [streams],
  });
  const versions = new Map(rows.map(({ stream, version }) => [stream, version]));
  const repeated = possibleRepetitions(appends, versions);
  return {
    head: Number(rows[0]!.head),
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
      select * from unnest(
        $1::bigint[], $2::text[], $3::int[], $4::uuid[], $5::text[], $6::int[],
        $7::timestamptz[], $8::json[], $9::json[])`,
    values: [
      rows.map(({ ordinal }) => ordinal),
      rows.map(({ stream }) => stream),
      rows.map(({ version }) => version),
      rows.map(({ event }) => event.id),
      rows.map(({ event }) => event.type),
      rows.map(({ event }) => event.schemaVersion),
      rows.map(({ event }) => event.recordedAt),
      rows.map(({ event }) => event.data),
      rows.map(({ event }) => event.metadata),
    ],
  });
}
