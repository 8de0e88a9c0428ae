import { builtInCalendars } from '@tasuki/calendar';
import { japaneseHolidays } from './holidays';
import { InvalidInput } from './problem';

function errorsOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidInput) return error.errors;
  }
  throw new Error('nothing was refused');
}

describe('the public holidays of Japan', () => {
  it('are those of the range, its first and its last day included', () =>
    expect(japaneseHolidays('2026-05-03', '2026-05-06').holidays).toEqual([
      { date: '2026-05-03', name: '憲法記念日' },
      { date: '2026-05-04', name: 'みどりの日' },
      { date: '2026-05-05', name: 'こどもの日' },
      { date: '2026-05-06', name: 'こどもの日 振替休日' },
    ]));

  it.each(builtInCalendars)('are those of the built-in calendar $hash', ({ content }) => {
    const { holidays, horizon } = content;
    const [first] = holidays;
    expect(japaneseHolidays(first!.date, horizon).holidays).toEqual(holidays);
  });

  it('say how far they are known: a year without any is no year without holidays', () => {
    expect(japaneseHolidays('2050-12-01', '2060-12-01')).toEqual({
      holidays: [],
      knownFrom: '1970-01-01',
      knownUntil: '2050-12-31',
    });
    expect(japaneseHolidays('1969-01-01', '1970-01-01').holidays).toHaveLength(1);
  });

  it('are asked for in a range that goes forward, of at most ten years', () => {
    expect(japaneseHolidays('2024-02-29', '2034-02-28').holidays.length).toBeGreaterThan(100);
    expect(errorsOf(() => japaneseHolidays('2026-05-02', '2026-05-01'))).toEqual([
      { path: 'to', message: 'lies before `from`', allowed: 'a day from 2026-05-02 on' },
    ]);
    expect(errorsOf(() => japaneseHolidays('2026-05-01', '2036-05-02'))).toEqual([
      {
        path: 'to',
        message: 'lies more than 10 years after `from`',
        allowed: 'a day up to 2036-05-01',
      },
    ]);
  });
});
