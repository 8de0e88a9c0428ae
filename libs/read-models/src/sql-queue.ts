import { never } from '@tasuki/domain';
import { type Verdicts } from '@tasuki/lead';
import { type Pool } from 'pg';
import { type KeysetPage } from './keyset-page';
import { happened, type LeadEventInLog, type SlaEventInLog } from './lead-event';
import { tableOf } from './projection';
import {
  notWaiting,
  ordersOf,
  queuePage,
  queueProjection,
  type QueueQuery,
  verdictsOf,
  type WaitingLead,
} from './waiting-lead';

/** One lead as the queue of sales sees it: an SQL that waits to be accepted or returned. */
export interface SqlQueueItem extends WaitingLead {
  /** What BANT says; `null` when it was not assessed. */
  readonly bant: Verdicts | null;
  /** Why it is an SQL though the criteria are not met; `null` when they are. */
  readonly override: string | null;
}

const orders = ordersOf('sql');

export const sqlQueue = queueProjection<SqlQueueItem>({
  name: 'sql_queue',
  version: 2,
  orders: Object.values(orders),
  blank,
  evolve,
});

/**
 * A page of the leads that sales must accept or return, longest waiting first or by deadline.
 * @throws Refusal `invalid_cursor`
 */
export function sqlQueuePage(pool: Pool, query: QueueQuery): Promise<KeysetPage<SqlQueueItem>> {
  return queuePage(pool, { ...orders[query.sort ?? 'since'], table: tableOf(sqlQueue) }, query);
}

function evolve(item: SqlQueueItem, event: Exclude<LeadEventInLog, SlaEventInLog>): SqlQueueItem {
  switch (event.type) {
    case 'LeadSalesQualified': {
      const override = event.data.override?.reason ?? null;
      return { ...item, waiting: true, since: happened(event), override };
    }
    case 'BantAssessed':
      return { ...item, bant: verdictsOf(event.data) };
    case 'LeadAcceptedBySales':
    case 'LeadReturnedBySales':
    case 'LeadDisqualified':
      return { ...item, waiting: false, since: null };
    case 'LeadRecycled':
    case 'LeadReopened':
      return { ...item, ...newCycle };
    case 'LeadCaptured':
    case 'LeadProfileChanged':
    case 'LeadConsentChanged':
    case 'LeadActivityRecorded':
    case 'LeadActivityRetracted':
    case 'LeadScored':
    case 'LeadMarketingQualified':
    case 'LeadAssigned':
    case 'LeadPutBack':
    case 'LeadContacted':
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

const newCycle = { waiting: false, since: null, bant: null, override: null } as const;

function blank(leadId: string): SqlQueueItem {
  return { ...notWaiting(leadId), ...newCycle };
}
