import { type Department, never } from '@tasuki/domain';
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
  type WaitingLead,
} from './waiting-lead';

/**
 * A lead that nobody has touched since it was handed over; `since` is when that was. Touched is what
 * somebody did with it: contact, assessment, or a step further. To assign it is not to touch it.
 */
export interface UntouchedItem extends WaitingLead {
  /** Whom it was handed to. */
  readonly handedTo: Department | null;
}

const orders = ordersOf('untouched');

export const untouchedQueue = queueProjection<UntouchedItem>({
  name: 'untouched_queue',
  version: 1,
  orders: Object.values(orders),
  blank,
  evolve,
});

/**
 * A page of the leads left alone, longest first or by deadline.
 * @throws Refusal `invalid_cursor`
 */
export function untouchedQueuePage(
  pool: Pool,
  query: QueueQuery,
): Promise<KeysetPage<UntouchedItem>> {
  const { sort = 'since' } = query;
  return queuePage(pool, { ...orders[sort], table: tableOf(untouchedQueue) }, query);
}

function evolve(item: UntouchedItem, event: Exclude<LeadEventInLog, SlaEventInLog>): UntouchedItem {
  switch (event.type) {
    case 'LeadMarketingQualified':
    case 'LeadReturnedBySales':
      return handedOver(item, 'inside_sales', event);
    case 'LeadSalesQualified':
      return handedOver(item, 'sales', event);
    case 'LeadContacted':
    case 'BantAssessed':
    case 'LeadAcceptedBySales':
    case 'LeadRecycled':
    case 'LeadReopened':
    case 'LeadDisqualified':
    case 'DealWon':
    case 'DealLost':
    case 'DealOutcomeCorrected':
      return { ...item, waiting: false, since: null, handedTo: null };
    case 'LeadCaptured':
    case 'LeadProfileChanged':
    case 'LeadConsentChanged':
    case 'LeadActivityRecorded':
    case 'LeadActivityRetracted':
    case 'LeadScored':
    case 'LeadAssigned':
    case 'LeadPutBack':
    case 'CustomerValueRecorded':
    case 'SalesFeedbackGiven':
      return item;
    default:
      return never(event);
  }
}

function handedOver(
  item: UntouchedItem,
  handedTo: Department,
  event: LeadEventInLog,
): UntouchedItem {
  return { ...item, waiting: true, since: happened(event), handedTo };
}

function blank(leadId: string): UntouchedItem {
  return { ...notWaiting(leadId), handedTo: null };
}
