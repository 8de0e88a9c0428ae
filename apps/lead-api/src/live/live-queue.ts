import { pause } from '@tasuki/platform';
import {
  changesSince,
  type KeysetPage,
  lastChange,
  type Projection,
  tableOf,
  type WaitingLead,
  waitingRows,
} from '@tasuki/read-models';
import { type Runtime } from '@tasuki/runtime';
import { queueView } from '../views';

/** A row as the queue's pages show it. */
export type LiveRow = Awaited<ReturnType<typeof queueView>>['items'][number];

export interface QueueChanges {
  /** Rows that are new or have changed. */
  readonly items: readonly LiveRow[];
  /** Leads that wait no more. */
  readonly gone: readonly string[];
  /** The last change that is in here. */
  readonly last: number;
}

/** One queue as many follow it: looked at and read once for all of them. */
export interface LiveQueue {
  readonly table: string;
  last(): Promise<number>;
  /** All that waits, page by page. */
  rows(filter: QueueFilter): AsyncIterable<readonly LiveRow[]>;
  /**
   * What comes after a change, waited for until the signal fires; `undefined` when some of it was
   * forgotten.
   */
  after(change: number, signal: AbortSignal): Promise<QueueChanges | undefined>;
}

export interface QueueFilter {
  readonly channel?: string;
  readonly assignee?: string;
}

type PageOf = (
  query: QueueFilter & { readonly limit: number; readonly cursor?: string },
) => Promise<KeysetPage<WaitingLead>>;

const [lookEveryMs, pageSize] = [200, 200];

export function liveQueue(
  runtime: Pick<Runtime, 'pool' | 'personalData' | 'calendars' | 'clock'>,
  queue: Pick<Projection<never>, 'name' | 'version'>,
  pageOf: PageOf,
): LiveQueue {
  const { pool } = runtime;
  const table = tableOf(queue);
  const loads = new Map<number, Promise<QueueChanges | undefined>>();
  let known = -1;
  let waiting = 0;
  let looking: Promise<void> | undefined;
  const sleepers = new Set<() => void>();

  /** While anybody waits, and no longer. */
  async function look(): Promise<void> {
    while (waiting > 0) {
      const last = await lastChange(pool, table).catch(() => known);
      if (last > known) {
        known = last;
        loads.clear();
        for (const wake of sleepers) wake();
      }
      await pause(lookEveryMs);
    }
    looking = undefined;
  }

  /** Until something changes or the signal fires; it leaves no listener behind. */
  function sleep(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        sleepers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      sleepers.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  async function load(after: number): Promise<QueueChanges | undefined> {
    const changes = await changesSince(pool, table, after);
    if (changes === undefined) return undefined;
    const rows = await waitingRows(pool, queue, changes.keys);
    const { items } = await queueView({ items: [...rows.values()], next: null }, runtime);
    return { items, gone: changes.keys.filter((key) => !rows.has(key)), last: changes.last };
  }

  function loadOnce(after: number): Promise<QueueChanges | undefined> {
    const present = loads.get(after) ?? load(after);
    loads.set(after, present);
    present.catch(() => loads.delete(after));
    return present;
  }

  return {
    table,
    last: () => lastChange(pool, table),
    async *rows(filter) {
      for (let cursor: string | undefined, more = true; more;) {
        const page = await pageOf({ ...filter, limit: pageSize, ...(cursor && { cursor }) });
        yield (await queueView(page, runtime)).items;
        cursor = page.next ?? undefined;
        more = cursor !== undefined;
      }
    },
    async after(change, signal) {
      waiting += 1;
      looking ??= look();
      try {
        while (known <= change && !signal.aborted) await sleep(signal);
        if (signal.aborted) return { items: [], gone: [], last: change };
        return await loadOnce(change);
      } finally {
        waiting -= 1;
      }
    },
  };
}
