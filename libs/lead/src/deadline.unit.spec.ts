import { calendarOf, type CalendarContent, builtInCalendarsOnly } from '@tasuki/calendar';
import {
  deadlineOf,
  elapsedOf,
  extended,
  isBeyondHorizon,
  limitOf,
  remainingOf,
  warningOf,
} from './deadline';
import { type Pause } from './sla';
import { type SlaTerms } from './sla.values';

const nineToFive = [{ from: '09:00', to: '17:00' }];
const week = { monday: nineToFive, tuesday: nineToFive, wednesday: nineToFive };
const content: CalendarContent = {
  format: 1,
  zone: 'UTC',
  week: { ...week, thursday: nineToFive, friday: nineToFive, saturday: [], sunday: [] },
  holidays: [],
  horizon: '2026-12-31',
};
const office = calendarOf('office', { version: 1, hash: 'a', content });
const japan = builtInCalendarsOnly.present('default');

const terms = (amount: number, unit: SlaTerms['unit'], warnAt = 0.5): SlaTerms => ({
  amount,
  unit,
  warnAt,
  longestPause: 10,
});

/** May 2026: the 15th is a Friday. */
const may = (day: number, time: string) =>
  `2026-05-${String(day).padStart(2, '0')}T${time}:00.000Z`;

describe('a deadline', () => {
  it('in hours goes by the clock on the wall, also at night and on Sundays', () =>
    expect(deadlineOf(terms(24, 'hours'), office, may(16, '16:30'))).toEqual({
      dueAt: may(17, '16:30'),
      warnAt: may(17, '04:30'),
    }));

  it('in business hours goes on after the weekend', () =>
    expect(deadlineOf(terms(1, 'business_hours'), office, may(15, '16:30'))).toEqual({
      dueAt: may(18, '09:30'),
      warnAt: may(15, '17:00'),
    }));

  it('in business days is the close of business of the last of them', () =>
    expect(deadlineOf(terms(3, 'business_days'), office, may(12, '15:00'))).toEqual({
      dueAt: may(15, '17:00'),
      warnAt: may(14, '12:00'),
    }));

  it('leaves out the Golden Week in Japan', () =>
    expect(deadlineOf(terms(3, 'business_days'), japan, '2026-05-01T01:00:00.000Z').dueAt).toBe(
      '2026-05-11T09:00:00.000Z',
    ));

  it('is warned of at the share that the policy names', () =>
    expect(
      warningOf(terms(10, 'hours', 0.8), office.time, may(15, '10:00'), may(15, '20:00')),
    ).toBe(may(15, '18:00')));

  it('beyond the known holidays is marked', () => {
    expect(isBeyondHorizon(office, '2026-12-31T17:00:00.000Z')).toBe(false);
    expect(isBeyondHorizon(office, '2027-01-01T17:00:00.000Z')).toBe(true);
  });
});

describe('a pause', () => {
  const pause = { since: may(15, '16:00'), until: may(18, '10:00') };
  const sla = (unit: SlaTerms['unit'], warned = false) => ({
    terms: terms(8, unit),
    warnAt: may(15, '16:30'),
    dueAt: may(15, '17:00'),
    warned,
  });

  it('from Friday to Monday counts two hours of nine to five', () =>
    expect(extended(sla('business_hours'), office, pause)).toEqual({
      dueAt: may(18, '11:00'),
      warnAt: may(18, '10:30'),
    }));

  it('counts whole on the clock on the wall', () =>
    expect(extended(sla('hours'), office, pause)).toEqual({
      dueAt: '2026-05-18T11:00:00.000Z',
      warnAt: '2026-05-18T10:30:00.000Z',
    }));

  it('from Tuesday to Wednesday counts one business day', () => {
    const week = { since: may(12, '10:00'), until: may(13, '15:00') };
    expect(extended(sla('business_days'), office, week)).toEqual({
      dueAt: may(18, '17:00'),
      warnAt: may(18, '16:30'),
    });
  });

  it('within one day counts no business day', () => {
    const hours = { since: may(12, '10:00'), until: may(12, '16:59') };
    expect(extended(sla('business_days'), office, hours)).toEqual({
      dueAt: may(15, '17:00'),
      warnAt: may(15, '16:30'),
    });
  });

  it('leaves a warning that was given where it is', () =>
    expect(extended(sla('business_hours', true), office, pause)).toEqual({
      dueAt: may(18, '11:00'),
      warnAt: may(15, '16:30'),
    }));

  it('ends by itself at the close of business of its last day', () =>
    expect(limitOf(10, office, may(12, '15:00'))).toBe(may(26, '17:00')));
});

describe('what an SLA took', () => {
  const startedAt = may(15, '16:00');

  it('is its time on the wall, and its working time', () =>
    expect(elapsedOf({ startedAt, pauses: [], pause: null }, office, may(18, '10:30'))).toEqual({
      wallMs: 66.5 * 3_600_000,
      pausedMs: 0,
      workingMs: 2.5 * 3_600_000,
    }));

  it('leaves out its pauses, also the one in which it ended', () =>
    expect(
      elapsedOf(
        {
          startedAt,
          pauses: [{ since: may(15, '16:30'), until: may(18, '09:30') }],
          pause: { since: may(18, '10:00'), until: may(29, '17:00') },
        },
        office,
        may(18, '10:30'),
      ),
    ).toEqual({ wallMs: 66.5 * 3_600_000, pausedMs: 65.5 * 3_600_000, workingMs: 3_600_000 }));
});

describe('what is left of an SLA', () => {
  const hourMs = 3_600_000;
  const dueAt = may(18, '10:30');
  const left = (now: string, pause: Pause | null = null) =>
    remainingOf({ dueAt, pause }, office, now);

  it('is its time on the wall, and its working time', () =>
    expect(left(may(15, '16:00'))).toEqual({ wallMs: 66.5 * hourMs, workingMs: 2.5 * hourMs }));

  it('is nothing at the very deadline', () =>
    expect(left(dueAt)).toEqual({ wallMs: 0, workingMs: 0 }));

  it('is negative once the deadline has passed', () =>
    expect(left(may(19, '09:30'))).toEqual({ wallMs: -23 * hourMs, workingMs: -7 * hourMs }));

  it('is no working time in the night after', () => {
    const atNight = { dueAt: may(15, '17:00'), pause: null };
    expect(remainingOf(atNight, office, may(15, '23:00'))).toEqual({
      wallMs: -6 * hourMs,
      workingMs: 0,
    });
  });

  it('stays what it was while it is paused', () => {
    const pause = { since: may(15, '16:00'), until: may(29, '17:00') };
    expect(left(may(28, '12:00'), pause)).toEqual(left(may(15, '16:00')));
  });
});
