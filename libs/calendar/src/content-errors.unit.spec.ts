import { content, weekOf } from './calendar.spec-support';
import { contentErrors } from './content-errors';
import { builtInCalendars } from './version-zero';

const pathsOf = (changes: Parameters<typeof content>[0]) =>
  contentErrors(content(changes)).map(({ path }) => path);

describe('a calendar that nobody can work by', () => {
  it.each(['Mars/Olympus', '+09:00', '', 'Asia/Tokyo '])('has no zone like "%s"', (zone) => {
    const [error, ...others] = contentErrors(content({ zone }));
    expect(error).toEqual({
      path: 'zone',
      message: `${zone} is no time zone that is known here`,
      allowed: 'an IANA time zone, such as Asia/Tokyo',
    });
    expect(others).toEqual([]);
  });

  it('has no working time at all, or less than an hour a week', () => {
    expect(contentErrors(content({ week: weekOf('') }))).toEqual([
      {
        path: 'week',
        message: 'the week has 0 minutes of working time',
        allowed: 'at least 60 minutes',
      },
    ]);
    expect(pathsOf({ week: weekOf('', { monday: '09:00-09:59' }) })).toEqual(['week']);
    expect(pathsOf({ week: weekOf('', { monday: '09:00-10:00' }) })).toEqual([]);
  });

  it('has intervals that overlap', () => {
    expect(pathsOf({ week: weekOf('09:00-12:00 11:59-18:00') })[0]).toBe('week.monday.1');
    expect(pathsOf({ week: weekOf('13:00-18:00 09:00-14:00', { tuesday: '' }) })[0]).toBe(
      'week.monday.0',
    );
  });

  it('has one that reaches into the next day, also from Sunday to Monday', () => {
    expect(pathsOf({ week: weekOf('09:00-17:00', { tuesday: '22:00-09:30' }) })).toEqual([
      'week.wednesday.0',
    ]);
    expect(pathsOf({ week: weekOf('09:00-17:00', { sunday: '22:00-09:30' }) })).toEqual([
      'week.monday.0',
    ]);
  });

  it('has one that ends when it begins', () =>
    expect(pathsOf({ week: weekOf('09:00-17:00', { saturday: '09:00-09:00' }) })).toEqual([
      'week.saturday.0.to',
    ]));

  it('knows a holiday twice, or beyond its horizon', () => {
    const holidays = ['2026-01-01', '2026-01-02', '2026-01-01', '2027-01-01'].map((date) => ({
      date,
      name: 'off',
    }));
    expect(pathsOf({ holidays, horizon: '2026-12-31' })).toEqual([
      'holidays.2.date',
      'holidays.3.date',
    ]);
  });
});

describe('a calendar that somebody can work by', () => {
  it.each(builtInCalendars)('is the built-in one: $id $hash', (builtIn) =>
    expect(contentErrors(builtIn.content)).toEqual([]),
  );

  it('has intervals that touch, and nights', () => {
    expect(pathsOf({ week: weekOf('09:00-12:00 12:00-18:00') })).toEqual([]);
    expect(pathsOf({ week: weekOf('20:00-02:00 03:00-05:00') })).toEqual([]);
    expect(pathsOf({ week: weekOf('00:00-24:00') })).toEqual([]);
  });
});
