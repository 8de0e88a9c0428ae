import { type Sealed } from '@tasuki/domain';
import { type LeadEvent } from '@tasuki/lead';
import { type Pool } from 'pg';
import { cursorOf, readCursor } from './cursor';
import { happened, leadFilter, leadIdIn, type LeadEventInLog } from './lead-event';
import { type Projection, tableOf } from './projection';

/** One lead as the queue of MQLs sees it; it waits from MQL until the first contact. */
export interface MqlQueueItem {
  readonly leadId: string;
  readonly waiting: boolean;
  /** When it became MQL: business time if known (imported history), else recorded time. */
  readonly since: string | null;
  /** The score last recorded; `null` when never scored. */
  readonly score: number | null;
  readonly qualifiedBy: string | null;
  readonly cycle: number;
  readonly name: Sealed | null;
  readonly company: string | null;
  readonly channel: string | null;
  readonly assignee: string | null;
}

export const mqlQueue: Projection<MqlQueueItem> = {
  name: 'mql_queue',
  version: 1,
  filter: leadFilter,
  key: leadIdIn,
  documents: 'per_stream',
  columns: {
    waiting: { type: 'boolean not null', value: ({ waiting }) => waiting },
    since: { type: 'timestamptz', value: ({ since }) => since && inUtc(since) },
    /** Ascending is highest score first, so that one index serves both sort orders row by row. */
    score_rank: { type: 'double precision not null', value: ({ score }) => -(score ?? -1) },
    channel: { type: 'text collate "C"', value: ({ channel }) => channel },
    assignee: { type: 'text collate "C"', value: ({ assignee }) => assignee },
  },
  indexes: (table) => [
    `create index if not exists ${table}_by_age on ${table} (since, score_rank, key) where waiting`,
    `create index if not exists ${table}_by_score on ${table} (score_rank, since, key) where waiting`,
  ],
  evolve: (item, event) => evolve(item ?? blank(leadIdIn(event)), event as LeadEventInLog),
};

export const mqlQueueSorts = ['since', 'score'] as const;

export interface MqlQueueQuery {
  /** `since`: oldest MQL first, ties by score; `score`: highest first, ties by age. */
  readonly sort: (typeof mqlQueueSorts)[number];
  readonly limit: number;
  readonly cursor?: string;
  readonly channel?: string;
  readonly assignee?: string;
}

const orders = {
  since: ['since', 'score_rank', 'key'],
  score: ['score_rank', 'since', 'key'],
} as const;

const cursorKinds = {
  since: ['instant', 'number', 'text'],
  score: ['number', 'instant', 'text'],
} as const;

/**
 * A page of the leads that wait for their first contact.
 * @throws Refusal `invalid_cursor`
 */
export async function mqlQueuePage(
  pool: Pool,
  { sort, limit, cursor, channel, assignee }: MqlQueueQuery,
): Promise<{ items: readonly MqlQueueItem[]; next: string | null }> {
  const order = orders[sort];
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const conditions = ['waiting'];
  if (channel !== undefined) conditions.push(`channel = ${parameter(channel)}`);
  if (assignee !== undefined) conditions.push(`assignee = ${parameter(assignee)}`);
  if (cursor !== undefined) {
    const [first, second, key] = readCursor(cursor, `mql:${sort}`, cursorKinds[sort]);
    const [a, b] = order;
    conditions.push(
      `(${order.join(', ')}) > (${cast(a, parameter(first))}, ${cast(b, parameter(second))}, ${parameter(key)})`,
    );
  }
  const { rows } = await pool.query<Row>(
    `select document, key, score_rank, to_char(since at time zone 'UTC', '${instantFormat}') as since
     from ${tableOf(mqlQueue)}
     where ${conditions.join(' and ')} order by ${order.join(', ')} limit ${parameter(limit + 1)}`,
    values,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const isMore = rows.length > limit && last !== undefined;
  return {
    items: page.map(({ document }) => document),
    next: isMore
      ? cursorOf(
          `mql:${sort}`,
          order.map((column) => last[column]),
        )
      : null,
  };
}

interface Row {
  readonly document: MqlQueueItem;
  readonly key: string;
  readonly score_rank: number;
  readonly since: string;
}

function inUtc(instant: string): string {
  return Temporal.Instant.from(instant).toString();
}

/** With all the precision that the column has, so that a cursor never skips a row. */
const instantFormat = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"';

function cast(column: 'since' | 'score_rank', parameter: string): string {
  return `${parameter}::${column === 'since' ? 'timestamptz' : 'double precision'}`;
}

function evolve(item: MqlQueueItem, event: LeadEventInLog): MqlQueueItem {
  const { type, data } = event as LeadEvent;
  switch (type) {
    case 'LeadCaptured':
      return {
        ...item,
        name: data.person?.name ?? null,
        company: data.company?.name ?? null,
        channel: data.source.channel ?? null,
      };
    case 'LeadProfileChanged':
      return {
        ...item,
        name: data.person?.name === undefined ? item.name : data.person.name,
        company: data.company?.name === undefined ? item.company : data.company.name,
      };
    case 'LeadScored':
      return { ...item, score: data.total };
    case 'LeadAssigned':
      return { ...item, assignee: data.assignee };
    case 'LeadMarketingQualified':
      return {
        ...item,
        waiting: true,
        since: happened(event),
        qualifiedBy: data.by,
        cycle: data.cycle,
      };
    case 'LeadContacted':
      return data.firstContact ? { ...item, waiting: false } : item;
    case 'LeadRecycled':
    case 'LeadReopened':
      return { ...item, waiting: false, since: null, qualifiedBy: null, cycle: data.cycle };
    case 'LeadDisqualified':
      return { ...item, waiting: false };
    case 'LeadConsentChanged':
    case 'LeadActivityRecorded':
    case 'LeadActivityRetracted':
    case 'BantAssessed':
    case 'LeadSalesQualified':
    case 'LeadAcceptedBySales':
    case 'LeadReturnedBySales':
    case 'DealWon':
    case 'DealLost':
    case 'DealOutcomeCorrected':
    case 'CustomerValueRecorded':
    case 'SalesFeedbackGiven':
      return item;
  }
}

function blank(leadId: string): MqlQueueItem {
  return {
    leadId,
    waiting: false,
    since: null,
    score: null,
    qualifiedBy: null,
    cycle: 1,
    name: null,
    company: null,
    channel: null,
    assignee: null,
  };
}
