import {
  evolveSlas,
  isSlaEvent,
  type LeadEventOf,
  openSla,
  type Sla,
  type Verdicts,
} from '@tasuki/lead';
import { type Pool } from 'pg';
import { equals, inUtc, type KeysetList, type KeysetPage, keysetPage } from './keyset-page';
import { leadFilter, leadIdIn, type LeadEventInLog, type SlaEventInLog } from './lead-event';
import { blankSummary, type LeadSummary, summarised } from './lead-summary';
import { type Projection, tableOf } from './projection';

/** A lead as a queue sees it; its row stays when it leaves, for the day it comes back. */
export interface WaitingLead extends LeadSummary {
  readonly waiting: boolean;
  /** Since when: business time if known, else recorded time. */
  readonly since: string | null;
  /** The deadline of whoever's turn it is; `null` when none runs, as for imported leads. */
  readonly sla: Sla | null;
}

export const queueSorts = ['since', 'due'] as const;

export interface QueueQuery {
  /** `since`: longest waiting first; `due`: by deadline, those without one last. */
  readonly sort?: (typeof queueSorts)[number];
  readonly limit: number;
  readonly cursor?: string;
  readonly channel?: string;
  readonly assignee?: string;
}

export type QueueOrder = Pick<KeysetList, 'name' | 'order'>;

const queueColumns: Projection<WaitingLead>['columns'] = {
  waiting: { type: 'boolean not null', value: ({ waiting }) => waiting },
  since: { type: 'timestamptz', value: ({ since }) => since && inUtc(since) },
  channel: { type: 'text collate "C"', value: ({ channel }) => channel },
  assignee: { type: 'text collate "C"', value: ({ assignee }) => assignee },
  due_at: { type: 'timestamptz not null', value: ({ sla }) => sla?.dueAt ?? endOfTime },
  standing: { type: 'text not null collate "C"', value: ({ sla }) => standingOf(sla) },
};

/** Whoever has no deadline comes after all who have one. */
const endOfTime = '9999-12-31T00:00:00.000Z';

/** How the deadline of a row stands, each in exactly one way. */
type Standing = 'breached' | 'paused' | 'warned' | 'running' | 'none';

function standingOf(sla: Sla | null): Standing {
  if (sla === null) return 'none';
  if (sla.breached) return 'breached';
  if (sla.pause !== null) return 'paused';
  return sla.warned ? 'warned' : 'running';
}

/** The orders that every queue has. */
export function ordersOf(name: string): Readonly<Record<(typeof queueSorts)[number], QueueOrder>> {
  return {
    since: { name, order: { since: 'instant', key: 'text' } },
    due: { name: `${name}:due`, order: { due_at: 'instant', key: 'text' } },
  };
}

/**
 * For each order of a queue one index over all that wait and one for each filter, so that any page
 * costs what it shows. Who does not wait is in none of them. With both filters at once the leads of
 * one of the two are walked through: as a rule the assignee's, of which there are few.
 */
function queueIndexes(table: string, orders: readonly QueueOrder[]): readonly string[] {
  const pages = orders.flatMap(({ order }) =>
    [[], ['channel'], ['assignee']].map((filter) => {
      const columns = [...filter, ...Object.keys(order)];
      return `create index if not exists ${table}_by_${columns.slice(0, -1).join('_')}
              on ${table} (${columns.join(', ')}) where waiting`;
    }),
  );
  return [...pages, `create index ${table}_counted on ${table} (standing, assignee) where waiting`];
}

/** What sets one queue of leads apart from the others. */
export interface Queue<D extends WaitingLead> {
  readonly name: string;
  readonly version: number;
  readonly orders: readonly QueueOrder[];
  readonly columns?: Projection<D>['columns'];
  readonly blank: (leadId: string) => D;
  /** What an event makes of the row, which shows the lead and its deadline as they are by then. */
  readonly evolve: (item: D, event: Exclude<LeadEventInLog, SlaEventInLog>) => D;
}

export function queueProjection<D extends WaitingLead>(queue: Queue<D>): Projection<D> {
  const { name, version, orders, columns, blank, evolve } = queue;
  return {
    name,
    version,
    filter: leadFilter,
    key: leadIdIn,
    documents: 'per_stream',
    isSeen: ({ waiting }) => waiting,
    columns: { ...queueColumns, ...columns },
    indexes: (table) => queueIndexes(table, orders),
    evolve(before, recorded) {
      const event = recorded as LeadEventInLog;
      const item = summarised(before ?? blank(leadIdIn(event)), event);
      if (!isSlaEvent(event)) return evolve(item, event);
      return { ...item, sla: openSla(evolveSlas(item.sla ? [item.sla] : [], event)) ?? null };
    },
  };
}

export function queuePage<D extends WaitingLead>(
  pool: Pool,
  list: QueueOrder & Pick<KeysetList, 'table'>,
  { limit, cursor, channel, assignee }: QueueQuery,
): Promise<KeysetPage<D>> {
  return keysetPage<D>(
    pool,
    { ...list, where: 'waiting' },
    {
      filters: [equals('channel', channel), equals('assignee', assignee)],
      limit,
      cursor,
    },
  );
}

/** Of these rows those that wait, by key. */
export async function waitingRows(
  pool: Pool,
  queue: Pick<Projection<never>, 'name' | 'version'>,
  keys: readonly string[],
): Promise<ReadonlyMap<string, WaitingLead>> {
  const { rows } = await pool.query<{ key: string; document: WaitingLead }>(
    `select key, document from ${tableOf(queue)} where waiting and key = any($1::text[])`,
    [keys],
  );
  return new Map(rows.map(({ key, document }) => [key, document]));
}

/** How many leads wait in a queue. */
export interface QueueCounts {
  readonly waiting: number;
  /** Of the one who asks. */
  readonly mine: number;
  readonly unassigned: number;
  readonly warned: number;
  readonly breached: number;
  readonly paused: number;
}

/** Costs what waits, not what is closed. */
export async function countQueue<D extends WaitingLead>(
  pool: Pool,
  queue: Projection<D>,
  subject: string,
): Promise<QueueCounts> {
  const { rows } = await pool.query<QueueCounts>(
    `select count(*)::int as waiting,
       count(*) filter (where assignee = $1)::int as mine,
       count(*) filter (where assignee is null)::int as unassigned,
       count(*) filter (where standing = 'warned')::int as warned,
       count(*) filter (where standing = 'breached')::int as breached,
       count(*) filter (where standing = 'paused')::int as paused
     from ${tableOf(queue)} where waiting`,
    [subject],
  );
  return rows[0]!;
}

export function notWaiting(leadId: string): WaitingLead {
  return { ...blankSummary(leadId), waiting: false, since: null, sla: null };
}

/** What inside sales found out, without its notes. */
export function verdictsOf({
  budget,
  authority,
  need,
  timing,
}: LeadEventOf<'BantAssessed'>['data']): Verdicts {
  return {
    budget: budget.verdict,
    authority: authority.verdict,
    need: need.verdict,
    timing: timing.verdict,
  };
}
