import { calendarRef } from '@tasuki/calendar';
import { refOf, type SlaPolicyId } from '@tasuki/definition';
import { deadlineOf, elapsedOf, isBeyondHorizon } from './deadline';
import { judging } from './judging';
import { isImported, type Lead } from './lead';
import { type LeadContext } from './lead.decide';
import { type LeadEvent } from './lead.events';
import { openSla, type Sla } from './sla';

/** What an event that moves a lead on means for its deadlines. */
interface SlaStep {
  /** Met by it if it runs; any other that runs is cancelled. */
  readonly meets?: SlaPolicyId;
  readonly starts?: SlaPolicyId;
}

/** The one place that says which event starts and which ends a deadline. */
const steps: Readonly<Partial<Record<LeadEvent['type'], SlaStep>>> = {
  LeadMarketingQualified: { starts: 'firstContact' },
  LeadContacted: { meets: 'firstContact', starts: 'sqlDecision' },
  LeadSalesQualified: { meets: 'sqlDecision', starts: 'salesAcceptance' },
  LeadAcceptedBySales: { meets: 'salesAcceptance' },
  LeadReturnedBySales: { meets: 'salesAcceptance', starts: 'sqlDecision' },
  LeadRecycled: { meets: 'sqlDecision' },
  LeadDisqualified: { meets: 'sqlDecision' },
};

export function policyStartedBy(type: LeadEvent['type']): SlaPolicyId | undefined {
  return steps[type]?.starts;
}

/**
 * What follows for deadlines from an event of this id, in the same append. An import tells the past:
 * nothing follows from it.
 * @param lead before the event
 * @param after the lead after it
 */
export function slaEventsOf(
  event: LeadEvent,
  eventId: string,
  lead: Lead,
  after: Lead,
  context: LeadContext,
): readonly LeadEvent[] {
  const step = steps[event.type];
  const isAttempt = event.type === 'LeadContacted' && !event.data.firstContact;
  if (step === undefined || isAttempt || isImported(event)) return [];
  const open = openSla(lead.slas);
  return [
    ...(open === undefined ? [] : [ending(open, event, eventId, step, context)]),
    ...(step.starts === undefined ? [] : [starting(step.starts, eventId, after, context)]),
  ];
}

function ending(
  sla: Sla,
  event: LeadEvent,
  eventId: string,
  { meets }: SlaStep,
  { now, calendars }: LeadContext,
): LeadEvent {
  const { id: slaId, policy, cycle, breached } = sla;
  const elapsed = elapsedOf(sla, calendars.byRef(sla.calendar), now);
  const named = { slaId, sla: policy, cycle };
  if (policy === meets) {
    return { type: 'SlaMet', data: { ...named, metBy: eventId, late: breached, elapsed } };
  }
  const cause = event.type === 'LeadRecycled' ? 'recycled' : 'disqualified';
  return { type: 'SlaCancelled', data: { ...named, cause, elapsed } };
}

function starting(
  policy: SlaPolicyId,
  startedBy: string,
  after: Lead,
  context: LeadContext,
): LeadEvent {
  const definition = judging(after, context);
  const { slas } = definition.content;
  const { amount, unit, warnAt, longestPause } = slas.policies[policy];
  const terms = { amount, unit, warnAt, longestPause };
  const calendar = context.calendars.present(slas.calendar);
  const deadline = deadlineOf(terms, calendar, context.now);
  return {
    type: 'SlaStarted',
    data: {
      slaId: context.slaId(policy, startedBy),
      sla: policy,
      cycle: after.cycle.number,
      startedBy,
      terms,
      ...deadline,
      definition: refOf(definition),
      calendar: calendarRef(calendar),
      ...(isBeyondHorizon(calendar, deadline.dueAt) && { beyondHorizon: true }),
    },
  };
}
