import { calendarRef } from '@tasuki/calendar';
import { refOf, type SlaPolicyId } from '@tasuki/definition';
import { deadlineOf, elapsedOf, isBeyondHorizon } from './deadline';
import { judging } from './judging';
import { isImported, type Lead } from './lead';
import { type LeadContext } from './lead.decide';
import { type LeadEvent } from './lead.events';
import { openSla } from './sla';

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

/** An import tells the past, and an attempt moves nothing on: nothing follows from them. */
function stepOf(event: LeadEvent): SlaStep | undefined {
  const isAttempt = event.type === 'LeadContacted' && !event.data.firstContact;
  return isAttempt || isImported(event) ? undefined : steps[event.type];
}

/**
 * What follows for deadlines from an event of this id, in the same append.
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
  const ending = endingBy(event, eventId, lead, context);
  const starting = startingBy(event, eventId, after, context);
  return [ending, starting].filter((each) => each !== undefined);
}

/**
 * How the deadline that runs ends with an event of this id, if it does.
 * @param lead before the event
 */
export function endingBy(
  event: LeadEvent,
  eventId: string,
  lead: Lead,
  { now, calendars }: LeadContext,
): LeadEvent | undefined {
  const step = stepOf(event);
  const sla = openSla(lead.slas);
  if (step === undefined || sla === undefined) return undefined;
  const { id: slaId, policy, cycle, breached } = sla;
  const elapsed = elapsedOf(sla, calendars.byRef(sla.calendar), now);
  const named = { slaId, sla: policy, cycle };
  if (policy === step.meets) {
    return { type: 'SlaMet', data: { ...named, metBy: eventId, late: breached, elapsed } };
  }
  const cause = event.type === 'LeadRecycled' ? 'recycled' : 'disqualified';
  return { type: 'SlaCancelled', data: { ...named, cause, elapsed } };
}

/**
 * The deadline that begins with an event of this id, if one does.
 * @param after the lead after the event
 */
export function startingBy(
  event: LeadEvent,
  eventId: string,
  after: Lead,
  context: LeadContext,
): LeadEvent | undefined {
  const policy = stepOf(event)?.starts;
  if (policy === undefined) return undefined;
  const definition = judging(after, context);
  const { slas } = definition.content;
  const { amount, unit, warnAt, longestPause } = slas.policies[policy];
  const terms = { amount, unit, warnAt, longestPause };
  const calendar = context.calendars.present(slas.calendar);
  const deadline = deadlineOf(terms, calendar, context.now);
  return {
    type: 'SlaStarted',
    data: {
      slaId: context.slaId(policy, eventId),
      sla: policy,
      cycle: after.cycle.number,
      startedBy: eventId,
      terms,
      ...deadline,
      definition: refOf(definition),
      calendar: calendarRef(calendar),
      ...(isBeyondHorizon(calendar, deadline.dueAt) && { beyondHorizon: true }),
    },
  };
}
