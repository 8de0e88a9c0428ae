import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { CalendarDate, isCalendarDate, isOffsetInstant, OffsetInstant } from './values';

const schema = Compile(OffsetInstant);

describe('business time', () => {
  it.each([
    '2026-05-01T10:00:00+09:00',
    '2024-02-29T23:59:59.123456789Z',
    '1900-01-01T00:00:00-14:00',
  ])('is %s', (text) => {
    expect([isOffsetInstant(text), schema.Check(text)]).toEqual([true, true]);
  });

  it.each([
    ['without an offset', '2026-05-01T10:00:00'],
    ['on a day that is not', '2026-02-30T10:00:00Z'],
    ['on a leap day of no leap year', '2023-02-29T10:00:00Z'],
    ['in a leap second', '2016-12-31T23:59:60Z'],
    ['before 1900', '0000-01-01T00:00:00Z'],
    ['beyond 14 hours of offset', '2026-01-01T10:00:00+14:01'],
    ['far beyond them', '2026-01-01T10:00:00+17:00'],
  ])('is nothing %s: %s', (_, text) => {
    expect([isOffsetInstant(text), schema.Check(text)]).toEqual([false, false]);
  });

  it('is the same to the door, to the schema of events, and to what reads it later', () => {
    const two = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'));
    const texts = fc
      .tuple(fc.integer({ min: 1890, max: 2110 }), two(13), two(32), two(24), two(60), two(15))
      .map(([year, month, day, hour, minute, offset]) => {
        return `${year}-${month}-${day}T${hour}:${minute}:00+${offset}:00`;
      });
    fc.assert(
      fc.property(texts, (text) => {
        expect(schema.Check(text)).toBe(isOffsetInstant(text));
        if (isOffsetInstant(text)) expect(() => Temporal.Instant.from(text)).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a calendar date', () => {
  const stored = Compile(CalendarDate);

  it.each(['2026-05-01', '2024-02-29', '1900-01-01'])('is %s', (text) => {
    expect([isCalendarDate(text), stored.Check(text)]).toEqual([true, true]);
  });

  it.each(['2026-02-30', '2023-02-29', '0000-01-01', '2026-5-1', '2026-05-01T10:00:00Z', ' ', ''])(
    'is not %p',
    (text) => expect(isCalendarDate(text)).toBe(false),
  );
});
