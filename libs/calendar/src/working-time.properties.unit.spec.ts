import fc from 'fast-check';
import { content } from './calendar.spec-support';
import { weekdays, type CalendarContent, type WorkingInterval } from './calendar.values';
import { contentErrors } from './content-errors';
import { workingTime } from './working-time';

const clock = (minutes: number) =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

/** Up to three intervals, the last of which may reach past midnight. */
const day: fc.Arbitrary<WorkingInterval[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 24 * 12 - 1 }), { maxLength: 6 })
  .map((marks) => {
    const ordered = marks.sort((a, b) => a - b).map((mark) => mark * 5);
    const pairs = Array.from({ length: Math.floor(ordered.length / 2) }, (_, index) => ({
      from: clock(ordered[2 * index]!),
      to: clock(ordered[2 * index + 1]!),
    }));
    return pairs;
  });

const zones = ['UTC', 'Asia/Tokyo', 'Europe/Berlin', 'America/New_York', 'Pacific/Apia'] as const;

const calendar: fc.Arbitrary<CalendarContent> = fc
  .record({
    zone: fc.constantFrom(...zones, 'Australia/Lord_Howe', 'America/Sao_Paulo'),
    days: fc.tuple(day, day, day, day, day, day, day),
    holidays: fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 10 }),
    nights: fc.boolean(),
  })
  .map(({ zone, days, holidays, nights }) => {
    const week = Object.fromEntries(
      weekdays.map((name, index) => [name, nights ? pastMidnight(days[index]!) : days[index]!]),
    ) as CalendarContent['week'];
    const first = Temporal.PlainDate.from('2026-03-01');
    return content({
      zone,
      week,
      holidays: holidays.map((at) => ({ date: first.add({ days: at }).toString(), name: 'off' })),
    });
  })
  .filter((given) => contentErrors(given).length === 0);

/** The whole evening, and the night up to before the first interval of any other day. */
function pastMidnight(intervals: readonly WorkingInterval[]): WorkingInterval[] {
  return [
    ...intervals.filter(({ from, to }) => from >= '02:00' && to <= '20:00'),
    { from: '20:00', to: '02:00' },
  ];
}

const start = Date.parse('2026-02-20T00:00:00Z');
const instant = fc
  .integer({ min: 0, max: 120 * 86_400_000 })
  .map((ms) => Temporal.Instant.fromEpochMilliseconds(start + ms));
const amount = fc.integer({ min: 1, max: 300 * 3_600_000 });
const compare = (one: Temporal.Instant, other: Temporal.Instant) =>
  Temporal.Instant.compare(one, other);
const inOrder = (...instants: Temporal.Instant[]) => instants.sort((a, b) => compare(a, b));

describe('working time', () => {
  it('that was added is what is measured', () =>
    fc.assert(
      fc.property(calendar, instant, amount, (given, from, ms) => {
        const time = workingTime(given);
        expect(time.workingBetween(from, time.addWorking(from, ms))).toBe(ms);
      }),
    ));

  it('is added to the earliest instant: nobody rests before it', () =>
    fc.assert(
      fc.property(calendar, instant, amount, (given, from, ms) => {
        const time = workingTime(given);
        const end = time.addWorking(from, ms);
        expect(time.workingBetween(from, end.subtract({ milliseconds: 1 }))).toBe(ms - 1);
      }),
    ));

  it('leads later when there is more of it, or when it begins later', () =>
    fc.assert(
      fc.property(calendar, instant, instant, amount, amount, (given, one, other, a, b) => {
        const time = workingTime(given);
        const [from, later] = inOrder(one, other) as [Temporal.Instant, Temporal.Instant];
        const [less, more] = a < b ? [a, b] : [b, a];
        expect(
          compare(time.addWorking(from, less), time.addWorking(from, more)),
        ).toBeLessThanOrEqual(0);
        expect(compare(time.addWorking(from, a), time.addWorking(later, a))).toBeLessThanOrEqual(0);
        expect(
          compare(time.businessDaysAfter(from, 3), time.businessDaysAfter(later, 3)),
        ).toBeLessThanOrEqual(0);
      }),
    ));

  it('adds up wherever it is split', () =>
    fc.assert(
      fc.property(calendar, instant, instant, instant, (given, ...three) => {
        const time = workingTime(given);
        const [from, middle, to] = inOrder(...three) as [
          Temporal.Instant,
          Temporal.Instant,
          Temporal.Instant,
        ];
        expect(time.workingBetween(from, middle) + time.workingBetween(middle, to)).toBe(
          time.workingBetween(from, to),
        );
        expect(time.closesBetween(from, middle) + time.closesBetween(middle, to)).toBe(
          time.closesBetween(from, to),
        );
      }),
    ));

  it('is never more than the time on the wall, and the sum of its pieces', () =>
    fc.assert(
      fc.property(calendar, instant, instant, (given, one, other) => {
        const time = workingTime(given);
        const [from, to] = inOrder(one, other) as [Temporal.Instant, Temporal.Instant];
        const worked = time.workingBetween(from, to);
        expect(worked).toBeLessThanOrEqual(to.epochMilliseconds - from.epochMilliseconds);
        const pieces = time.intervalsBetween(from, to);
        expect(
          pieces.reduce(
            (sum, { start, end }) => sum + end.epochMilliseconds - start.epochMilliseconds,
            0,
          ),
        ).toBe(worked);
        for (const [index, { start }] of pieces.entries()) {
          if (index > 0) expect(compare(pieces[index - 1]!.end, start)).toBeLessThanOrEqual(0);
        }
      }),
    ));

  it('closes n times on the way to the n-th close', () =>
    fc.assert(
      fc.property(calendar, instant, fc.integer({ min: 1, max: 20 }), (given, from, n) => {
        const time = workingTime(given);
        expect(time.closesBetween(from, time.closesAfter(from, n))).toBe(n);
      }),
    ));
});
