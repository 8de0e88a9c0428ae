import { never } from '@tasuki/domain';
import { type Pool } from 'pg';
import { type KeysetPage } from './keyset-page';
import { happened, type LeadEventInLog, type SlaEventInLog } from './lead-event';
import { tableOf } from './projection';
import {
  notWaiting,
  ordersOf,
  type QueueOrder,
  queuePage,
  queueProjection,
  type QueueQuery,
  type WaitingLead,
} from './waiting-lead';

/** One lead as the queue of MQLs sees it; it waits from MQL until the first contact. */
export interface MqlQueueItem extends WaitingLead {
  readonly qualifiedBy: string | null;
}

export const mqlQueueSorts = ['since', 'score', 'due'] as const;

const orders: Readonly<Record<(typeof mqlQueueSorts)[number], QueueOrder>> = {
  since: { name: 'mql:since', order: { since: 'instant', score_rank: 'number', key: 'text' } },
  due: ordersOf('mql').due,
  score: { name: 'mql:score', order: { score_rank: 'number', since: 'instant', key: 'text' } },
};

export const mqlQueue = queueProjection<MqlQueueItem>({
  name: 'mql_queue',
  version: 3,
  orders: Object.values(orders),
  columns: {
    /** Ascending is highest score first, so that one index serves both sort orders row by row. */
    score_rank: { type: 'double precision not null', value: ({ score }) => -(score ?? -1) },
  },
  blank,
  evolve,
});

export interface MqlQueueQuery extends Omit<QueueQuery, 'sort'> {
  /** `since`: oldest MQL first, ties by score; `score`: highest first, ties by age; `due`: by deadline. */
  readonly sort: (typeof mqlQueueSorts)[number];
}

/**
 * A page of the leads that wait for their first contact.
 * @throws Refusal `invalid_cursor`
 */
export function mqlQueuePage(
  pool: Pool,
  { sort, ...query }: MqlQueueQuery,
): Promise<KeysetPage<MqlQueueItem>> {
  return queuePage(pool, { ...orders[sort], table: tableOf(mqlQueue) }, query);
}

function evolve(item: MqlQueueItem, event: Exclude<LeadEventInLog, SlaEventInLog>): MqlQueueItem {
  switch (event.type) {
    case 'LeadMarketingQualified':
      return { ...item, waiting: true, since: happened(event), qualifiedBy: event.data.by };
    case 'LeadContacted':
      return event.data.firstContact ? { ...item, waiting: false } : item;
    case 'LeadRecycled':
    case 'LeadReopened':
      return { ...item, waiting: false, since: null, qualifiedBy: null };
    case 'LeadDisqualified':
      return { ...item, waiting: false };
    case 'LeadCaptured':
    case 'LeadProfileChanged':
    case 'LeadConsentChanged':
    case 'LeadActivityRecorded':
    case 'LeadActivityRetracted':
    case 'LeadScored':
    case 'LeadAssigned':
    case 'LeadPutBack':
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
    default:
      return never(event);
  }
}

function blank(leadId: string): MqlQueueItem {
  return { ...notWaiting(leadId), qualifiedBy: null };
}
