import { type Calendar, type WorkingTime } from '@tasuki/calendar';
import { never } from '@tasuki/domain';
import { type Pause, type Sla } from './sla';
import { type Deadline, type Elapsed, type SlaTerms } from './sla.values';

const hourMs = 3_600_000;

/** The deadline of what starts now, and when to warn of it: a share of the way to it. */
export function deadlineOf(terms: SlaTerms, { time }: Calendar, start: string): Deadline {
  const dueAt = dueAfter(terms, time, start);
  return { dueAt, warnAt: warningOf(terms, time, start, dueAt) };
}

/** At the policy's share of the time from start to deadline; wall time for `hours`, else working time. */
export function warningOf(
  { unit, warnAt }: SlaTerms,
  time: WorkingTime,
  start: string,
  dueAt: string,
): string {
  const [from, to] = [at(start), at(dueAt)];
  if (unit === 'hours') {
    const share = Math.round((to.epochMilliseconds - from.epochMilliseconds) * warnAt);
    return written(from.add({ milliseconds: share }));
  }
  return written(time.addWorking(from, Math.round(time.workingBetween(from, to) * warnAt)));
}

/**
 * Moved by the part of a pause that counts in the policy's unit: wall time, working time, or closes of
 * business. A warning that was not given yet moves along.
 */
export function extended(
  { terms, dueAt, warnAt, warned }: Pick<Sla, 'terms' | 'dueAt' | 'warnAt' | 'warned'>,
  { time }: Calendar,
  { since, until }: Pause,
): Deadline {
  const [from, to, due, warn] = [at(since), at(until), at(dueAt), at(warnAt)];
  const later = dueLater(terms, time, due, from, to);
  if (warned) return { dueAt: written(later), warnAt };
  const moved =
    terms.unit === 'hours'
      ? warn.add(later.since(due))
      : time.addWorking(warn, time.workingBetween(due, later));
  return { dueAt: written(later), warnAt: written(moved) };
}

function dueLater(
  { unit }: SlaTerms,
  time: WorkingTime,
  due: Temporal.Instant,
  from: Temporal.Instant,
  to: Temporal.Instant,
): Temporal.Instant {
  switch (unit) {
    case 'hours':
      return due.add(to.since(from));
    case 'business_hours':
      return time.addWorking(due, time.workingBetween(from, to));
    case 'business_days':
      return time.closesAfter(due, time.closesBetween(from, to));
    default:
      return never(unit);
  }
}

/** When a pause that begins now ends by itself. */
export function limitOf(longestPause: number, { time }: Calendar, start: string): string {
  return written(time.businessDaysAfter(at(start), longestPause));
}

export function isBeyondHorizon({ time }: Calendar, dueAt: string): boolean {
  return time.isBeyondHorizon(at(dueAt));
}

/** What an SLA took from its start to `end`, its pauses left out of the working time. */
export function elapsedOf(
  { startedAt, pauses, pause }: Pick<Sla, 'startedAt' | 'pauses' | 'pause'>,
  { time }: Calendar,
  end: string,
): Elapsed {
  const all = pause === null ? pauses : [...pauses, { since: pause.since, until: end }];
  const working = (from: Temporal.Instant, to: Temporal.Instant) => time.workingBetween(from, to);
  const paused = (measure: (from: Temporal.Instant, to: Temporal.Instant) => number) =>
    all.reduce((sum, { since, until }) => sum + measure(at(since), at(until)), 0);
  return {
    wallMs: wall(at(startedAt), at(end)),
    pausedMs: paused(wall),
    workingMs: working(at(startedAt), at(end)) - paused(working),
  };
}

/** How long a deadline is away: on the wall, and in working time by the SLA's calendar. */
export interface Remaining {
  readonly wallMs: number;
  readonly workingMs: number;
}

/** What is left until a deadline; negative once it has passed. While it is paused nothing is used up. */
export function remainingOf(
  { dueAt, pause }: Pick<Sla, 'dueAt' | 'pause'>,
  { time }: Calendar,
  now: string,
): Remaining {
  const [from, to] = [at(pause?.since ?? now), at(dueAt)];
  // Of the two directions one is 0.
  const workingMs = time.workingBetween(from, to) - time.workingBetween(to, from);
  return { wallMs: wall(from, to), workingMs };
}

function dueAfter({ amount, unit }: SlaTerms, time: WorkingTime, start: string): string {
  switch (unit) {
    case 'hours':
      return written(at(start).add({ hours: amount }));
    case 'business_hours':
      return written(time.addWorking(at(start), amount * hourMs));
    case 'business_days':
      return written(time.businessDaysAfter(at(start), amount));
    default:
      return never(unit);
  }
}

function wall(from: Temporal.Instant, to: Temporal.Instant): number {
  return to.epochMilliseconds - from.epochMilliseconds;
}

function at(instant: string): Temporal.Instant {
  return Temporal.Instant.from(instant);
}

/** As `recordedAt` is: to the millisecond. */
function written(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: 'millisecond' });
}
