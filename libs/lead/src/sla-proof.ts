import { type Calendars, type CalendarRef, type Span } from '@tasuki/calendar';
import { type Definitions, type SlaPolicyId } from '@tasuki/definition';
import { type DefinitionRef, refuse } from '@tasuki/domain';
import { elapsedOf } from './deadline';
import { type LeadEvent, type RecordedLeadEvent } from './lead.events';
import { evolveSlas, isSlaEvent, type Pause, type Sla, slaState, type SlaState } from './sla';
import { checksOf } from './sla-checks';
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

/** Why a deadline was what it was, and how it ended; from the log and nothing else. */
export interface SlaProof {
  readonly slaId: string;
  readonly sla: SlaPolicyId;
  readonly cycle: number;
  readonly terms: SlaTerms;
  readonly definition: DefinitionRef;
  readonly calendar: CalendarRef & { readonly zone: string };
  readonly startedAt: string;
  readonly warnAt: string;
  readonly dueAt: string;
  /** Pauses, the one that lasts included, until when each lasted or may last. */
  readonly pauses: readonly Pause[];
  /** The time from start to deadline that counts in the policy's unit, outside the pauses. */
  readonly counted: {
    readonly intervals: readonly {
      readonly from: string;
      readonly to: string;
      readonly ms: number;
    }[];
    readonly ms: number;
  };
  /** The event that started it, every event of the SLA, and the one that met it. */
  readonly causes: readonly Cause[];
  readonly verdict: SlaState;
  /** From start to end; `null` while it is open. */
  readonly elapsed: Elapsed | null;
  readonly checks: readonly Check[];
  /** Whether all that was recorded is what comes out when it is computed again. */
  readonly holds: boolean;
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
  const own = history.filter(isSlaEvent).filter(({ data }) => data.slaId === slaId);
  const slas = own.reduce<readonly Sla[]>(evolveSlas, []);
  const [sla] = slas;
  if (sla === undefined) throw refuse('sla_not_found', `this lead has no SLA ${slaId}`, { slaId });
  const checks = checksOf(own, history, parts);
  const calendar = parts.calendars.byRef(sla.calendar);
  const pauses = sla.pause === null ? sla.pauses : [...sla.pauses, sla.pause];
  const ends = own.flatMap((event) => (event.type === 'SlaMet' ? [event.data.metBy] : []));
  const others = history.filter(({ id }) => id === sla.startedBy || ends.includes(id));
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
    counted: countedIn(sla, pauses, (from, to) =>
      sla.terms.unit === 'hours'
        ? [{ start: from, end: to }]
        : calendar.time.intervalsBetween(from, to),
    ),
    causes: [...others, ...own].sort((one, other) => one.version - other.version).map(causeOf),
    verdict: slaState(sla),
    elapsed: sla.ended === null ? null : elapsedOf(sla, calendar, sla.ended.at),
    checks,
    holds: checks.every(({ agrees }) => agrees),
  };
}

export function causeOf({ id, type, version, recordedAt }: RecordedLeadEvent): Cause {
  return { eventId: id, type, version, recordedAt };
}

/** The way from start to deadline, taken apart at the pauses. */
function countedIn(
  { startedAt, dueAt }: Sla,
  pauses: readonly Pause[],
  piecesOf: (from: Temporal.Instant, to: Temporal.Instant) => readonly Span[],
): SlaProof['counted'] {
  const at = (instant: string) => Temporal.Instant.from(instant);
  const starts = [startedAt, ...pauses.map(({ until }) => until)];
  const ends = [...pauses.map(({ since }) => since), dueAt];
  const intervals = starts
    .flatMap((start, index) => piecesOf(at(start), at(ends[index]!)))
    .filter(({ start, end }) => end.epochMilliseconds > start.epochMilliseconds)
    .map(({ start, end }) => ({
      from: start.toString({ smallestUnit: 'millisecond' }),
      to: end.toString({ smallestUnit: 'millisecond' }),
      ms: end.epochMilliseconds - start.epochMilliseconds,
    }));
  return { intervals, ms: intervals.reduce((sum, { ms }) => sum + ms, 0) };
}
