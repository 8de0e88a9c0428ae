import { type Department } from '@tasuki/domain';
import { isImported, type Lead } from './lead';
import { type LeadEvent } from './lead.events';
import { type Handoff } from './lead.values';
import { type Stage } from './stages';

interface Waiting {
  /** Whose turn it is from then on. */
  readonly department: Department;
  /** Where the lead waits until somebody does something about it. */
  readonly stage: Stage;
}

export const waitsFor: Readonly<Record<Handoff, Waiting>> = {
  mql: { department: 'inside_sales', stage: 'mql' },
  sql: { department: 'sales', stage: 'sql' },
  return: { department: 'inside_sales', stage: 'contacted' },
};

const byEvent: Readonly<Partial<Record<LeadEvent['type'], Handoff>>> = {
  LeadMarketingQualified: 'mql',
  LeadSalesQualified: 'sql',
  LeadReturnedBySales: 'return',
};

/** `undefined` for what hands nothing over, and for history that was imported. */
export function handoffBy(event: LeadEvent): Handoff | undefined {
  return isImported(event) ? undefined : byEvent[event.type];
}

/** Whoever hands a lead over has it no longer; somebody of the other department may have it already. */
export function lettingGo(event: LeadEvent, { assignee }: Lead): readonly LeadEvent[] {
  const handoff = handoffBy(event);
  if (handoff === undefined || assignee === null) return [];
  const { subject, department } = assignee;
  if (department === waitsFor[handoff].department) return [];
  return [{ type: 'LeadPutBack', data: { assignee: subject, department, reason: 'handed_over' } }];
}
