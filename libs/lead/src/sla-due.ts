import { type Recipient } from '@tasuki/definition';
import { extended, isBeyondHorizon } from './deadline';
import { type Lead } from './lead';
import { type LeadContext } from './lead.decide';
import { type LeadEvent } from './lead.events';
import { openSla, type Sla } from './sla';
import { type Addressee, slaDepartments } from './sla.values';

/**
 * What has become due of a lead's deadlines by now, in order: the end of a pause, dated at its limit;
 * a breach, once the deadline has strictly passed. Every command writes it first, so that none slips
 * through because a timer was late.
 */
export function dueBy(lead: Lead, context: LeadContext): readonly LeadEvent[] {
  const sla = openSla(lead.slas);
  if (sla === undefined || sla.breached) return [];
  if (sla.pause === null) return breachIfPast(sla, lead, context);
  if (sla.pause.until > context.now) return [];
  const resumed = resumption(sla, sla.pause.until, 'limit', context);
  const { warnAt, dueAt } = resumed.data;
  return [resumed, ...breachIfPast({ ...sla, warnAt, dueAt }, lead, context)];
}

/** A warning, if one is due that was not given yet, and still is of use. */
export function warningDue(lead: Lead, sla: Sla, context: LeadContext): readonly LeadEvent[] {
  const isOver = sla.ended !== null || sla.breached || sla.warned || sla.pause !== null;
  if (isOver || sla.warnAt > context.now) return [];
  const { warnAt, dueAt } = sla;
  const notify = addressees('warn', sla, lead, context);
  return [{ type: 'SlaWarned', data: { ...nameOf(sla), warnAt, dueAt, notify } }];
}

export function resumption(
  sla: Sla,
  resumedAt: string,
  by: 'person' | 'limit',
  { calendars }: LeadContext,
) {
  const pause = { since: sla.pause!.since, until: resumedAt };
  const calendar = calendars.byRef(sla.calendar);
  const deadline = extended(sla, calendar, pause);
  const horizon = isBeyondHorizon(calendar, deadline.dueAt) && { beyondHorizon: true as const };
  return {
    type: 'SlaResumed',
    data: { ...nameOf(sla), by, resumedAt, ...deadline, ...horizon },
  } as const;
}

/** How each event of an SLA names it. */
export function nameOf({ id, policy, cycle }: Sla) {
  return { slaId: id, sla: policy, cycle };
}

function breachIfPast(sla: Sla, lead: Lead, context: LeadContext): readonly LeadEvent[] {
  if (sla.dueAt >= context.now) return [];
  const notify = addressees('breach', sla, lead, context);
  return [{ type: 'SlaBreached', data: { ...nameOf(sla), dueAt: sla.dueAt, notify } }];
}

/** Whom the policy names. Where nobody has the lead, its department is told in the assignee's place. */
function addressees(
  occasion: 'warn' | 'breach',
  { policy, definition }: Sla,
  { assignee }: Lead,
  { definitions }: LeadContext,
): Addressee[] {
  const { escalation } = definitions.byRef(definition).content.slas.policies[policy];
  const department = { department: slaDepartments[policy] };
  const addresseeOf = (recipient: Recipient): Addressee => {
    if (recipient === 'department') return department;
    if (recipient !== 'assignee') return recipient;
    return assignee === null ? department : { subject: assignee.subject };
  };
  const all = escalation[occasion].map(addresseeOf);
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}
