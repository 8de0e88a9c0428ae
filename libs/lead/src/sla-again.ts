import { evolve, initial, type Lead } from './lead';
import { type LeadEvent, type RecordedLeadEvent } from './lead.events';
import { isSlaEvent, type Sla, type SlaEvent } from './sla';
import { asNamedIn, contextAt, decidedFrom } from './sla-asked';
import { checkOf, checksOf } from './sla-checks';
import { dueBy } from './sla-due';
import { type Check, type ProofParts } from './sla-proof';
import { endingBy, startingBy } from './sla-steps';

/** One deadline as it comes out when the whole history of its lead is decided again. */
export interface DecidedAgain {
  /** `undefined` when none of this id ever began. */
  readonly sla: Sla | undefined;
  /** The lead's events that started it and ended it. */
  readonly causes: readonly RecordedLeadEvent[];
  readonly checks: readonly Check[];
}

/** The lead so far, of its deadlines with this one alone: as it comes out, not as it was recorded. */
interface Walk extends Omit<DecidedAgain, 'sla'> {
  readonly lead: Lead;
  readonly last: RecordedLeadEvent | undefined;
  readonly owed: readonly Owed[];
}

/** An event of the deadline that must come next. */
interface Owed {
  readonly decided: LeadEvent;
  readonly at: string;
  /** What is said where it is missing, of which event. */
  readonly what: string;
  readonly of: RecordedLeadEvent;
}

/**
 * Lets the functions that once wrote the events of a deadline decide them again, and compares. What
 * happened to the lead and what people asked for (a pause, a date, and why) is taken from the record;
 * all else is computed, by the definition and calendar of that day. So what should be there and is not
 * is found like what should not be there.
 */
export function decideAgain(
  history: readonly RecordedLeadEvent[],
  slaId: string,
  parts: ProofParts,
): DecidedAgain {
  const beginning: Walk = { lead: initial, last: undefined, owed: [], causes: [], checks: [] };
  const walked = history
    .filter((event) => !isSlaEvent(event) || event.data.slaId === slaId)
    .reduce((walk, event) => ({ ...step(walk, event, parts), last: event }), beginning);
  const { lead, causes, checks } = walked.owed.reduce(missing, walked);
  return { sla: lead.slas[0], causes, checks };
}

function step(walk: Walk, event: RecordedLeadEvent, parts: ProofParts): Walk {
  const [owed, ...rest] = walk.owed.length > 0 ? walk.owed : dueBefore(event, walk.lead, parts);
  if (owed === undefined) {
    return isSlaEvent(event) ? byItself(walk, event, parts) : moved(walk, event, parts);
  }
  const paying = { ...walk, owed: rest };
  if (isSlaEvent(event) && event.type === owed.decided.type) {
    return compared(paying, event, owed.decided, owed.at);
  }
  return step(missing(paying, owed), event, parts);
}

/** Whatever happens to a lead, what had become due is written first. */
function dueBefore(event: RecordedLeadEvent, lead: Lead, parts: ProofParts): readonly Owed[] {
  const at = event.recordedAt;
  return dueBy(lead, contextAt(at, parts)).map((decided) => ({
    decided,
    at,
    what: 'what had become due before it',
    of: event,
  }));
}

/** An event of the lead itself, and what it owes to the deadline: its end, in the same append. */
function moved(walk: Walk, event: RecordedLeadEvent, parts: ProofParts): Walk {
  const at = event.recordedAt;
  const ending = endingBy(event, event.id, walk.lead, contextAt(at, parts));
  const lead = evolve(walk.lead, event);
  if (ending === undefined) return { ...walk, lead };
  const owed = { decided: ending, at, what: 'what it means for the deadline', of: event };
  return { ...walk, lead, owed: [owed], causes: [...walk.causes, event] };
}

/** An event of the deadline that nothing before it demands: its start, or what somebody asked for. */
function byItself(walk: Walk, event: SlaEvent, parts: ProofParts): Walk {
  if (event.type === 'SlaStarted') return started(walk, event, parts);
  const at = event.recordedAt;
  const context = event.type === 'SlaReplanned' ? asNamedIn(event, parts) : parts;
  const decided = decidedFrom(event, walk.lead, contextAt(at, context));
  if (typeof decided !== 'object') return unfounded(walk, event, decided);
  return withCalendar(compared(walk, event, decided, at), event, decided, parts);
}

function started(
  walk: Walk,
  event: Extract<SlaEvent, { type: 'SlaStarted' }>,
  parts: ProofParts,
): Walk {
  const { lead, last } = walk;
  if (last === undefined || lead.slas.length > 0) return unfounded(walk, event);
  const at = last.recordedAt;
  const decided = startingBy(last, last.id, lead, contextAt(at, asNamedIn(event, parts)));
  // There is nothing to go on from but what was recorded.
  if (decided === undefined) return { ...unfounded(walk, event), lead: evolve(lead, event) };
  const begun = withCalendar(compared(walk, event, decided, at), event, decided, parts);
  return { ...begun, causes: [...begun.causes, last] };
}

function compared(walk: Walk, event: SlaEvent, decided: LeadEvent, at: string): Walk {
  const { id, version, recordedAt } = event;
  const checks = [
    ...walk.checks,
    checkOf(event, 'what happened', event.type, decided.type),
    checkOf(event, 'when it was recorded', recordedAt, at),
    ...checksOf(event, decided),
  ];
  return { ...walk, lead: evolve(walk.lead, { ...decided, id, version, recordedAt: at }), checks };
}

/** Which version a calendar had that day is taken from the record; which calendar it was is not. */
function withCalendar(walk: Walk, event: SlaEvent, { data }: LeadEvent, parts: ProofParts): Walk {
  if (!('calendar' in event.data && 'calendar' in data)) return walk;
  const { calendar } = parts.definitions.byRef(data.definition).content.slas;
  const check = checkOf(
    event,
    'the calendar that the definition names',
    event.data.calendar.id,
    calendar,
  );
  return { ...walk, checks: [...walk.checks, check] };
}

/** @param comes what comes out instead, by name: an event, or a refusal */
function unfounded(walk: Walk, event: SlaEvent, comes?: string): Walk {
  return { ...walk, checks: [...walk.checks, checkOf(event, 'what happened', event.type, comes)] };
}

function missing(walk: Walk, { decided, at, what, of }: Owed): Walk {
  const { id, version } = of;
  return {
    ...walk,
    lead: evolve(walk.lead, { ...decided, id, version, recordedAt: at }),
    checks: [...walk.checks, checkOf(of, what, null, decided.type)],
  };
}
