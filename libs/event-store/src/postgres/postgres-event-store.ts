import { gather, pause, type Settled } from '@tasuki/platform';
import { type Pool } from 'pg';
import { Bell } from '../bell';
import { bytesOf, encode } from '../encoded';
import { StoreUnavailable, VersionConflict } from '../errors';
import {
  type AppendResult,
  type EventFilter,
  type EventPlace,
  type EventStore,
  type Position,
  type ReadOptions,
  type RecordedEvent,
} from '../event-store';
import { follow, type PageRead, readToEnd, type ReadPage } from '../follow';
import { positionOf } from '../position';
import { appendBatch } from './append-batch';
import { type Append } from './append-plan';
import { isUnavailable } from './connection-errors';
import { listenToLog } from './log-listener';
import { type EventRow, pageQuery, recorded, streamsQuery } from './rows';

export interface PostgresEventStoreOptions {
  readonly pool: Pool;
  /** For the connection that listens; the pool's own database. */
  readonly connectionString: string;
  /** How long an append waits for a database that is away; 5,000 ms when left out. */
  readonly patienceMs?: number;
  /** How often a subscriber looks by itself when nobody rings; 1,000 ms when left out. */
  readonly pollMs?: number;
  readonly observer?: StoreObserver;
}

/** Is told what the store does, for whoever counts. */
export interface StoreObserver {
  /** A batch of appends was answered. */
  appended(batchSize: number, milliseconds: number): void;
  conflicted(): void;
  /** A subscription found the database away and tries again. */
  reconnecting(): void;
}

/**
 * The log in PostgreSQL: appends from one process are gathered into batches, numbered without
 * gaps under an advisory lock, so that a reader that pages by position misses nothing.
 */
export function postgresEventStore({
  pool,
  connectionString,
  patienceMs = 5_000,
  pollMs = 1_000,
  observer,
}: PostgresEventStoreOptions): EventStore {
  const bell = new Bell();
  const listener = listenToLog(connectionString, bell);

  const append = gather<Append, AppendResult>(
    async (appends) => {
      const started = performance.now();
      const outcomes = await appendBatch(pool, appends, patienceMs);
      bell.ring();
      observer?.appended(appends.length, performance.now() - started);
      for (const outcome of outcomes) {
        if ('error' in outcome && outcome.error instanceof VersionConflict) observer?.conflicted();
      }
      return outcomes;
    },
    {
      concurrency: 1,
      maxItems: 500,
      weigh: ({ events }) => bytesOf(events),
      maxWeight: 4_000_000,
    },
  );

  const load = gather<{ stream: string; from: number }, readonly RecordedEvent[]>(
    async (wanted) => readStreams(pool, wanted),
    // Small batches, several at once: while one is folded the next is read and another appended.
    { concurrency: 3, maxItems: 24 },
  );

  function pageReader(filter: EventFilter = {}, batchSize = 1000) {
    return (after: Position) => readPage(pool, after, filter, batchSize);
  }

  return {
    append: async (stream, events, expected) =>
      append({ stream, events: encode(events), expected }),
    readStream: (stream, fromVersion = 1) => load({ stream, from: fromVersion }),
    readAll: (after, filter, { batchSize, signal }: ReadOptions = {}) =>
      readToEnd(pageReader(filter, batchSize), after, signal),
    subscribe: (after, filter, { batchSize, signal }: ReadOptions = {}) =>
      follow(patiently(pageReader(filter, batchSize), observer), after, { bell, pollMs, signal }),
    head: async () => {
      const { rows } = await asking(() =>
        pool.query<{ head: string }>('select coalesce(max(position), 0) as head from events'),
      );
      return positionOf(rows[0]!.head);
    },
    missing: (asked) => missing(pool, asked),
    close: () => listener.stop(),
  };
}

async function readPage(
  pool: Pool,
  after: Position,
  filter: EventFilter,
  batchSize: number,
): Promise<PageRead> {
  const { rows } = await asking(() =>
    pool.query<Omit<EventRow, 'stream'> & { head: string; stream: string | null }>(
      pageQuery(after, filter, batchSize),
    ),
  );
  const head = Number(rows[0]!.head);
  const end = Math.max(Number(after), Math.min(Number(after) + batchSize, head));
  const events = rows.filter((row): row is EventRow & { head: string } => row.stream !== null);
  return { events: events.map(recorded), position: positionOf(end), hasMore: end < head };
}

const lastPosition = positionOf(2n ** 63n - 1n);

/** Each place as one text: columns have their price in the driver. */
async function missing<T extends EventPlace>(
  pool: Pool,
  asked: readonly T[],
): Promise<ReadonlySet<T>> {
  const positions = asked.map(({ position }) => position).filter((one) => one <= lastPosition);
  const { rows } = await asking(() =>
    pool.query<{ place: string }>({
      name: 'events-at',
      text: `select concat_ws(' ', position, id, version, stream) as place
             from events where position = any($1::bigint[])`,
      values: [positions],
    }),
  );
  const there = new Set(rows.map(({ place }) => place));
  return new Set(asked.filter((one) => !there.has(placeOf(one))));
}

const placeOf = ({ position, id, version, stream }: EventPlace) =>
  `${position.replace(/^0+/, '')} ${id} ${version} ${stream}`;

async function readStreams(
  pool: Pool,
  wanted: readonly { readonly stream: string; readonly from: number }[],
): Promise<readonly Settled<readonly RecordedEvent[]>[]> {
  const lowest = new Map<string, number>();
  for (const { stream, from } of wanted) {
    lowest.set(stream, Math.min(from, lowest.get(stream) ?? from));
  }
  const { rows } = await asking(() =>
    pool.query<EventRow>(streamsQuery([...lowest.keys()], [...lowest.values()])),
  );
  const byStream = Map.groupBy(rows.map(recorded), ({ stream }) => stream);
  return wanted.map(({ stream, from }) => ({
    value: (byStream.get(stream) ?? []).filter(({ version }) => version >= from),
  }));
}

/** @throws StoreUnavailable in place of what the driver says of a lost connection */
async function asking<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    throw isUnavailable(error) ? new StoreUnavailable(error) : error;
  }
}

/** Waits for a store that is away and reads the same page then. */
function patiently(readPage: ReadPage, observer: StoreObserver | undefined): ReadPage {
  return async (after, unwanted) => {
    for (let wait = 50; ; wait = Math.min(wait * 2, 2_000)) {
      try {
        return await readPage(after);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        if (unwanted?.aborted) return { events: [], position: after, hasMore: false };
        observer?.reconnecting();
        await pause(wait, unwanted);
      }
    }
  };
}
