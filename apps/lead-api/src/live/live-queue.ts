import { StoreUnavailable } from '@tasuki/event-store';
import {
  type ChangeMark,
  type ChangeStanding,
  changesSince,
  changeStanding,
  type KeysetPage,
  lastChange,
  type Projection,
  tableOf,
  type WaitingLead,
  waitingRows,
} from '@tasuki/read-models';
import { type Runtime } from '@tasuki/runtime';
import { queueView } from '../views';
import { atMost } from './at-most';
import { watchChanges } from './watch-changes';

/** A row as the queue's pages show it. */
export type LiveRow = Awaited<ReturnType<typeof queueView>>['items'][number];

export interface QueueChanges {
  /** Rows that are new or have changed. */
  readonly items: readonly LiveRow[];
  /** Leads that wait no more. */
  readonly gone: readonly string[];
  /** The last change that is in here. */
  readonly last: ChangeMark;
}

/** One queue as many follow it: its changes are read once for all of them, all that waits by each. */
export interface LiveQueue {
  readonly table: string;
  last(): Promise<ChangeMark>;
  standingOf(change: ChangeMark): Promise<ChangeStanding>;
  /**
   * All that waits, page by page, or what there was of it when the signal fires. However many read,
   * few pages are read at once, each when its reader asks for it.
   * @throws StoreUnavailable when the database went away meanwhile
   */
  rows(filter: QueueFilter, signal: AbortSignal): AsyncIterable<readonly LiveRow[]>;
  /**
   * What comes after a change, waited for until the signal fires; `forgotten` when some of it was,
   * `away` when the database has not answered for long: nobody knows what changes.
   */
  after(change: ChangeMark, signal: AbortSignal): Promise<QueueChanges | 'forgotten' | 'away'>;
}

export interface QueueFilter {
  readonly channel?: string;
  readonly assignee?: string;
}

export interface LiveQueueOptions {
  /** How long the database may be silent; 10,000 ms when left out. */
  readonly awayAfterMs?: number;
}

export type PageOf = (
  query: QueueFilter & { readonly limit: number; readonly cursor?: string },
) => Promise<KeysetPage<WaitingLead>>;

const [pageSize, pagesAtOnce] = [200, 4];

export function liveQueue(
  runtime: Pick<Runtime, 'pool' | 'personalData' | 'calendars' | 'clock'>,
  queue: Pick<Projection<never>, 'name' | 'version'>,
  pageOf: PageOf,
  { awayAfterMs = 10_000 }: LiveQueueOptions = {},
): LiveQueue {
  const { pool } = runtime;
  const table = tableOf(queue);
  const inTurn = atMost(pagesAtOnce);
  const loads = new Map<number, Promise<QueueChanges | undefined>>();
  const watch = watchChanges(pool, table, { awayAfterMs, onChange: () => loads.clear() });

  async function load(after: ChangeMark): Promise<QueueChanges | undefined> {
    const changes = await changesSince(pool, table, after);
    if (changes === undefined) return undefined;
    const rows = await waitingRows(pool, queue, changes.keys);
    const { items } = await queueView({ items: [...rows.values()], next: null }, runtime);
    return { items, gone: changes.keys.filter((key) => !rows.has(key)), last: changes.last };
  }

  function loadOnce(after: ChangeMark): Promise<QueueChanges | undefined> {
    const present = loads.get(after.seq) ?? load(after);
    loads.set(after.seq, present);
    present.catch(() => loads.delete(after.seq));
    return present;
  }

  /** In its turn; nothing when nobody wants it any more by then. */
  function readPage(
    filter: QueueFilter,
    cursor: string | null,
    signal: AbortSignal,
  ): Promise<KeysetPage<LiveRow> | undefined> {
    return watch.during((isAway) =>
      inTurn(async () => {
        if (signal.aborted) return undefined;
        // Who comes after others that waited in vain does not wait as long again.
        if (isAway()) throw new StoreUnavailable('the database does not answer');
        const query = { ...filter, limit: pageSize, ...(cursor !== null && { cursor }) };
        return queueView(await pageOf(query), runtime);
      }),
    );
  }

  return {
    table,
    last: () => lastChange(pool, table),
    standingOf: (change) => changeStanding(pool, table, change),
    async *rows(filter, signal) {
      let cursor: string | null = null;
      do {
        const page = await readPage(filter, cursor, signal);
        if (page === undefined || signal.aborted) return;
        yield page.items;
        cursor = page.next;
      } while (cursor !== null);
    },
    async after(change, signal) {
      const next = await watch.next(change.seq, signal);
      if (signal.aborted) return { items: [], gone: [], last: change };
      if (next === 'away') return 'away';
      return (await loadOnce(change)) ?? 'forgotten';
    },
  };
}
