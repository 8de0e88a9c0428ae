import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { Compile } from 'typebox/compile';
import { CalendarContent } from './calendar.values';
import { builtInCalendar, builtInCalendars } from './version-zero';

/** Every hash ever shipped, the newest first. Lines are added here and never changed or taken away. */
const shipped = ['4a3b55efa818bcf1ee74cb2be698f3f0cc79ab43d792efaf1fb16463a8d3bd6e'];

describe('the built-in calendars', () => {
  it('are all that were ever shipped', () =>
    expect(builtInCalendars.map(({ hash }) => hash)).toEqual(shipped));

  it.each(builtInCalendars)('bear the SHA-256 of their canonical JSON: $hash', (calendar) => {
    const text = canonicalize(calendar.content)!;
    expect(createHash('sha256').update(text).digest('hex')).toBe(calendar.hash);
  });

  it.each(builtInCalendars)('have a content as the format has it: $hash', ({ content }) =>
    expect([...Compile(CalendarContent).Errors(content)]).toEqual([]),
  );

  it('cannot be changed by whoever holds one', () => {
    const { content } = builtInCalendar('default')!;
    expect(() => content.holidays.pop()).toThrow(TypeError);
    expect(() => (content.week.monday[0]!.from = '08:00')).toThrow(TypeError);
  });
});
