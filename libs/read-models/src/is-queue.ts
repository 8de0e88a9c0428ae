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

/**
 * One lead as the queue of inside sales sees it: contacted, it waits for the decision whether it is
 * an SQL; and again from the day sales returned it. What belongs to a cycle begins anew with each.
 */
export interface IsQueueItem extends WaitingLead {
  readonly attempts: number;
  readonly lastContact: {
    readonly channel: string;
    readonly outcome: string;
    readonly at: string;
  } | null;
  /** What BANT says so far; `null` when it was not assessed. */
  readonly bant: Verdicts | null;
  /** Why sales gave it back the last time; `null` when it never did. */
  readonly returned: { readonly reason: string; readonly at: string } | null;
}

const orders = ordersOf('is');

export const isQueue = queueProjection<IsQueueItem>({
  name: 'is_queue',
  version: 2,
  orders: Object.values(orders),
  blank,
  evolve,
});

/**
 * A page of the leads that inside sales must decide on, longest waiting first or by deadline.
 * @throws Refusal `invalid_cursor`
 */
export function isQueuePage(pool: Pool, query: QueueQuery): Promise<KeysetPage<IsQueueItem>> {
  return queuePage(pool, { ...orders[query.sort ?? 'since'], table: tableOf(isQueue) }, query);
}

function evolve(item: IsQueueItem, event: Exclude<LeadEventInLog, SlaEventInLog>): IsQueueItem {
  switch (event.type) {
    case 'LeadContacted': {
      const { attempt, channel, outcome, firstContact } = event.data;
      const at = happened(event);
      const contacted = { ...item, attempts: attempt, lastContact: { channel, outcome, at } };
      return firstContact ? { ...contacted, waiting: true, since: at } : contacted;
    }
    case 'LeadReturnedBySales': {
      const at = happened(event);
      return { ...item, waiting: true, since: at, returned: { reason: event.data.reason, at } };
    }
    case 'BantAssessed':
      return { ...item, bant: verdictsOf(event.data) };
    case 'LeadSalesQualified':
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
    case 'LeadAcceptedBySales':
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

const newCycle = {
  waiting: false,
  since: null,
  attempts: 0,
  lastContact: null,
  bant: null,
  returned: null,
} as const;

function blank(leadId: string): IsQueueItem {
  return { ...notWaiting(leadId), ...newCycle };
}
