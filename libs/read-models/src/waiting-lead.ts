import { type LeadEventOf, type Verdicts } from '@tasuki/lead';
import { type Pool } from 'pg';
import { equals, inUtc, type KeysetList, type KeysetPage, keysetPage } from './keyset-page';
import { blankSummary, type LeadSummary } from './lead-summary';
import { type Projection } from './projection';

/** A lead as a queue sees it; its row stays when it leaves, for the day it comes back. */
export interface WaitingLead extends LeadSummary {
  readonly waiting: boolean;
  /** Since when: business time if known, else recorded time. */
  readonly since: string | null;
}

export interface QueueQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly channel?: string;
  readonly assignee?: string;
}

export type QueueOrder = Pick<KeysetList, 'name' | 'order'>;

export const queueColumns: Projection<WaitingLead>['columns'] = {
  waiting: { type: 'boolean not null', value: ({ waiting }) => waiting },
  since: { type: 'timestamptz', value: ({ since }) => since && inUtc(since) },
  channel: { type: 'text collate "C"', value: ({ channel }) => channel },
  assignee: { type: 'text collate "C"', value: ({ assignee }) => assignee },
};

/**
 * For each order of a queue one index over all that wait and one for each filter, so that any page
 * costs what it shows. Who does not wait is in none of them. With both filters at once the leads of
 * one of the two are walked through: as a rule the assignee's, of which there are few.
 */
export function queueIndexes(table: string, orders: readonly QueueOrder[]): readonly string[] {
  return orders.flatMap(({ order }) =>
    [[], ['channel'], ['assignee']].map((filter) => {
      const columns = [...filter, ...Object.keys(order)];
      return `create index if not exists ${table}_by_${columns.slice(0, -1).join('_')}
              on ${table} (${columns.join(', ')}) where waiting`;
    }),
  );
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

export function notWaiting(leadId: string): WaitingLead {
  return { ...blankSummary(leadId), waiting: false, since: null };
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
