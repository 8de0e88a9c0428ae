import { type Calendar, type Calendars, type CalendarRef, type Span } from '@tasuki/calendar';
import { type Definitions, type SlaPolicyId } from '@tasuki/definition';
import { type DefinitionRef, refuse } from '@tasuki/domain';
import { type LeadEvent, type RecordedLeadEvent } from './lead.events';
import { evolveSlas, isSlaEvent, type Pause, type Sla, slaState, type SlaState } from './sla';
import { decideAgain } from './sla-again';
import { causeOf, checkOf, orderOf } from './sla-checks';
import { type Elapsed, type SlaTerms } from './sla.values';

/** An event that had a part in it, by name and place. */
export interface Cause {
  readonly eventId: string;
  readonly type: LeadEvent['type'];
  readonly version: number;
  readonly recordedAt: string;
}

/** Something recorded, beside what comes out when it is computed again. */
export interface Check {
  readonly event: Cause;
  readonly what: string;
  readonly recorded: unknown;
  readonly recomputed: unknown;
  readonly agrees: boolean;
}

/**
 * Why a deadline was what it was, and how it ended; from the log and nothing else. All of it as it comes
 * out when it is decided again; where something else was recorded, a check says so.
 */
export interface SlaProof {
  readonly slaId: string;
  readonly sla: SlaPolicyId;
  readonly cycle: number;
  readonly terms: SlaTerms;
  readonly definition: DefinitionRef;
  readonly calendar: CalendarRef & { readonly zone: string };
  readonly startedAt: string;
  readonly warnAt: string;
  /** While it is paused it stands still, as it was when the pause began. */
  readonly dueAt: string;
  /** Pauses, the one that lasts included, until when each lasted or may last. */
  readonly pauses: readonly Pause[];
  readonly counted: Counted;
  /** The event that started it, every event of the SLA, and the one that met or cancelled it. */
  readonly causes: readonly Cause[];
  readonly verdict: SlaState;
  /** From start to end; `null` while it is open. */
  readonly elapsed: Elapsed | null;
  readonly checks: readonly Check[];
  /** Whether all that was recorded is what comes out when it is computed again. */
  readonly holds: boolean;
}

/** The time from start to deadline that counts in the policy's unit, outside the pauses. */
export interface Counted {
  /** While it is paused, those before the pause. */
  readonly intervals: readonly {
    readonly from: string;
    readonly to: string;
    readonly ms: number;
  }[];
  readonly ms: number;
  /** What is still to be counted while it is paused, or was when it ended in a pause; else `null`. */
  readonly left: Left | null;
}

/** From the beginning of a pause to the deadline as it stood then. */
interface Left {
  readonly ms: number;
  /** Of business, by which business days count; `null` in other units. */
  readonly closes: number | null;
}

export interface ProofParts {
  readonly calendars: Calendars;
  readonly definitions: Definitions;
  /** The id of the SLA that an event starts: uuidv5 of lead, policy and event. */
  readonly slaId: (policy: SlaPolicyId, startedBy: string) => string;
}

/**
 * Computes one deadline of a lead again, from the lead's history.
 * @throws Refusal `sla_not_found`; `unknown_calendar`, `unknown_definition` when what it names is gone
 */
export function proveSla(
  history: readonly RecordedLeadEvent[],
  slaId: string,
  parts: ProofParts,
): SlaProof {
  const { sla, causes, checks: found } = decideAgain(history, slaId, parts);
  if (sla === undefined) throw refuse('sla_not_found', `this lead has no SLA ${slaId}`, { slaId });
  const own = history.filter(isSlaEvent).filter(({ data }) => data.slaId === slaId);
  const [recorded] = own.reduce<readonly Sla[]>(evolveSlas, []);
  const verdict = slaState(sla);
  const checks = [
    orderOf(history),
    ...found,
    checkOf(own.at(-1)!, 'the verdict', recorded && slaState(recorded), verdict),
  ];
  const calendar = parts.calendars.byRef(sla.calendar);
  const pauses = sla.pause === null ? sla.pauses : [...sla.pauses, lasting(sla, sla.pause)];
  return {
    slaId,
    sla: sla.policy,
    cycle: sla.cycle,
    terms: sla.terms,
    definition: sla.definition,
    calendar: { ...sla.calendar, zone: calendar.content.zone },
    startedAt: sla.startedAt,
    warnAt: sla.warnAt,
    dueAt: sla.dueAt,
    pauses,
    counted: countedIn(sla, pauses, calendar),
    causes: [...causes, ...own].sort((one, other) => one.version - other.version).map(causeOf),
    verdict,
    elapsed: sla.ended && sla.ended.elapsed,
    checks,
    holds: checks.every(({ agrees }) => agrees),
  };
}

/** A pause in which it ended lasted until then. */
function lasting({ ended }: Sla, pause: Pause): Pause {
  return ended === null ? pause : { ...pause, until: ended.at };
}

/** The way from start to deadline, taken apart at the pauses; what lies behind one that lasts is left. */
function countedIn(
  { startedAt, dueAt, pause, terms }: Sla,
  pauses: readonly Pause[],
  { time }: Calendar,
): Counted {
  const piecesOf = (from: string, to: string): readonly Span[] => {
    const [start, end] = [Temporal.Instant.from(from), Temporal.Instant.from(to)];
    return terms.unit === 'hours' ? [{ start, end }] : time.intervalsBetween(start, end);
  };
  const starts = [startedAt, ...pauses.map(({ until }) => until)];
  const ends = [...pauses.map(({ since }) => since), ...(pause === null ? [dueAt] : [])];
  const intervals = ends
    .flatMap((end, index) => piecesOf(starts[index]!, end))
    .filter((piece) => msOf(piece) > 0)
    .map((piece) => ({ from: written(piece.start), to: written(piece.end), ms: msOf(piece) }));
  return {
    intervals,
    ms: intervals.reduce((sum, { ms }) => sum + ms, 0),
    left: pause && {
      ms: piecesOf(pause.since, dueAt).reduce((sum, piece) => sum + msOf(piece), 0),
      closes:
        terms.unit === 'business_days'
          ? time.closesBetween(Temporal.Instant.from(pause.since), Temporal.Instant.from(dueAt))
          : null,
    },
  };
}

function msOf({ start, end }: Span): number {
  return end.epochMilliseconds - start.epochMilliseconds;
}

function written(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: 'millisecond' });
}
