import { type CalendarContent, type WorkingInterval, weekdays } from './calendar.values';
import { instantOf } from './local-time';

/** From `start` up to, but not at, `end`. */
export interface Span {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/** What one version of a calendar makes of time. Amounts of working time are milliseconds. */
export interface WorkingTime {
  /** The earliest instant at which so much working time has passed since `start`. */
  addWorking(start: Temporal.Instant, ms: number): Temporal.Instant;
  /** Working time in [from, to); 0 when `to` is not after `from`. */
  workingBetween(from: Temporal.Instant, to: Temporal.Instant): number;
  /** The pieces that {@link workingBetween} adds up, in order. */
  intervalsBetween(from: Temporal.Instant, to: Temporal.Instant): readonly Span[];
  /** Close of business of the n-th working day after the day of `start`, which does not count. */
  businessDaysAfter(start: Temporal.Instant, n: number): Temporal.Instant;
  /** The n-th close of business strictly after `start`; `start` itself for 0. */
  closesAfter(start: Temporal.Instant, n: number): Temporal.Instant;
  /** Closes of business in (from, to]. */
  closesBetween(from: Temporal.Instant, to: Temporal.Instant): number;
  /** Whether nobody has said which days after this are holidays. */
  isBeyondHorizon(instant: Temporal.Instant): boolean;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Working time never ends: there is always a next. */
type Endless<T> = Generator<T, never, void>;

/** @param content checked by `contentErrors`: it has working time, and its intervals lie apart */
export function workingTime(content: CalendarContent): WorkingTime {
  const { zone } = content;
  const holidays = new Set(content.holidays.map(({ date }) => date));
  const horizon = Temporal.PlainDate.from(content.horizon);
  const known = new Map<string, readonly Range[]>();

  /** The working time that begins on a day, in order; what the clock skips has no length. */
  function beginningOn(date: Temporal.PlainDate): readonly Range[] {
    const day = date.toString();
    const before = known.get(day);
    if (before !== undefined) return before;
    const intervals = holidays.has(day) ? [] : content.week[weekdays[date.dayOfWeek - 1]!];
    const ranges = intervals
      .map((interval) => rangeOn(date, interval, zone))
      .filter(({ start, end }) => end > start)
      .sort((one, other) => one.start - other.start);
    known.set(day, ranges);
    return ranges;
  }

  function dayOf(instant: Temporal.Instant): Temporal.PlainDate {
    return instant.toZonedDateTimeISO(zone).toPlainDate();
  }

  /** All working time from a day on. */
  function* rangesFrom(first: Temporal.PlainDate): Endless<Range> {
    for (let date = first; ; date = date.add({ days: 1 })) yield* beginningOn(date);
  }

  /** One for each day with working time: when the last of it ends. */
  function* closesFrom(first: Temporal.PlainDate): Endless<number> {
    for (let date = first; ; date = date.add({ days: 1 })) {
      const last = beginningOn(date).at(-1);
      if (last !== undefined) yield last.end;
    }
  }

  /** Clipped to [from, to). What began yesterday may reach into today. */
  function* rangesBetween(from: number, to: number): Generator<Range> {
    if (to <= from) return;
    const ranges = rangesFrom(dayOf(instant(from)).subtract({ days: 1 }));
    for (let range = next(ranges); range.start < to; range = next(ranges)) {
      const start = Math.max(range.start, from);
      const end = Math.min(range.end, to);
      if (end > start) yield { start, end };
    }
  }

  return {
    addWorking(start, ms) {
      if (ms <= 0) return start;
      const ranges = rangesFrom(dayOf(start).subtract({ days: 1 }));
      for (let left = ms; ;) {
        const range = next(ranges);
        const from = Math.max(range.start, start.epochMilliseconds);
        const here = Math.max(range.end - from, 0);
        if (here >= left) return instant(from + left);
        left -= here;
      }
    },
    workingBetween(from, to) {
      let sum = 0;
      for (const { start, end } of rangesBetween(from.epochMilliseconds, to.epochMilliseconds)) {
        sum += end - start;
      }
      return sum;
    },
    intervalsBetween: (from, to) =>
      [...rangesBetween(from.epochMilliseconds, to.epochMilliseconds)].map(({ start, end }) => ({
        start: instant(start),
        end: instant(end),
      })),
    businessDaysAfter: (start, n) => instant(nth(closesFrom(dayOf(start).add({ days: 1 })), n)),
    closesAfter(start, n) {
      if (n <= 0) return start;
      const closes = closesFrom(dayOf(start).subtract({ days: 1 }));
      return instant(nth(after(start.epochMilliseconds, closes), n));
    },
    closesBetween(from, to) {
      const closes = after(from.epochMilliseconds, closesFrom(dayOf(from).subtract({ days: 1 })));
      let count = 0;
      while (next(closes) <= to.epochMilliseconds) count += 1;
      return count;
    },
    isBeyondHorizon: (at) => Temporal.PlainDate.compare(dayOf(at), horizon) > 0,
  };
}

function rangeOn(date: Temporal.PlainDate, { from, to }: WorkingInterval, zone: string): Range {
  const isNextDay = to === '24:00' || to <= from;
  const end = (isNextDay ? date.add({ days: 1 }) : date).toPlainDateTime(
    to === '24:00' ? '00:00' : to,
  );
  return {
    start: instantOf(date.toPlainDateTime(from), zone).epochMilliseconds,
    end: instantOf(end, zone).epochMilliseconds,
  };
}

function instant(epochMilliseconds: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(epochMilliseconds);
}

function* after(limit: number, closes: Endless<number>): Endless<number> {
  for (;;) {
    const close = next(closes);
    if (close > limit) yield close;
  }
}

function nth(values: Endless<number>, n: number): number {
  for (let skipped = 1; skipped < n; skipped += 1) next(values);
  return next(values);
}

function next<T>(values: Endless<T>): T {
  return values.next().value;
}
