import { Refusal } from '@tasuki/domain';
import canonicalize from 'canonicalize';
import { evolve, initial } from './calendar';
import { decide } from './calendar.decide';
import { type CalendarEvent } from './calendar.events';
import { content, weekOf } from './calendar.spec-support';
import { type CalendarContent } from './calendar.values';
import { builtInCalendarsOnly, calendarRef } from './calendars';
import { builtInCalendar } from './version-zero';

const hash = (said: CalendarContent) => `hash of ${canonicalize(said)}`;
const envelope = { id: 'an id', version: 1, recordedAt: '2026-05-01T00:00:00.000Z' };

/** After these contents were said, one after the other: what the last one makes. */
function saying(id: string, ...said: { content: CalendarContent; edited?: number }[]) {
  let history = initial;
  let events: readonly CalendarEvent[] = [];
  for (const command of said) {
    events = decide({ type: 'ChangeCalendar', ...command }, history, { id, hash });
    history = events.reduce((state, event) => evolve(state, { ...event, ...envelope }), history);
  }
  return events;
}

const changed = (version: number, given: CalendarContent) => [
  { type: 'CalendarChanged', data: { version, hash: hash(given), content: given } },
];

function refusalOf(work: () => unknown): Refusal {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
  }
  throw new Error('nothing was refused');
}

const early = content({ week: weekOf('07:00-15:00') });

describe('changing a calendar', () => {
  it('makes its first version, and then the next', () => {
    expect(saying('berlin', { content: content() })).toEqual(changed(1, content()));
    expect(saying('berlin', { content: content() }, { content: early })).toEqual(changed(2, early));
  });

  it('to what it says already changes nothing, in whatever order it is said', () => {
    const split = content({ week: weekOf('09:00-12:00 13:00-17:00') });
    const swapped = content({ week: weekOf('13:00-17:00 09:00-12:00') });
    expect(saying('berlin', { content: split }, { content: swapped })).toEqual([]);
  });

  it('to what is built in changes nothing while nobody has said otherwise', () => {
    const builtIn = builtInCalendar('default')!;
    const decided = decide({ type: 'ChangeCalendar', content: builtIn.content }, initial, {
      id: 'default',
      hash: () => builtIn.hash,
    });
    expect(decided).toEqual([]);
  });

  it('that another person has changed meanwhile is refused', () => {
    const refusal = refusalOf(() =>
      saying('berlin', { content: content(), edited: 0 }, { content: early, edited: 0 }),
    );
    expect(refusal).toMatchObject({ code: 'calendar_outdated', details: { version: 1 } });
  });

  it('to one that nobody can work by is refused, with what is wrong', () =>
    expect(
      refusalOf(() => saying('berlin', { content: content({ week: weekOf('') }) })),
    ).toMatchObject({
      code: 'calendar_unusable',
      details: { problems: ['week: the week has 0 minutes of working time'] },
    }));
});

describe('where nobody has changed a calendar', () => {
  it('the built-in one holds, and is found by the reference that events carry', () => {
    const present = builtInCalendarsOnly.present('default');
    expect(present).toMatchObject({ id: 'default', version: 0 });
    expect(builtInCalendarsOnly.byRef(calendarRef(present))).toBe(present);
  });

  it.each([
    ['an unknown id', () => builtInCalendarsOnly.present('nowhere')],
    [
      'a hash that was never shipped',
      () => builtInCalendarsOnly.byRef({ id: 'default', version: 0, hash: 'f'.repeat(64) }),
    ],
  ])('%s is refused', (_, ask) => expect(refusalOf(ask).code).toBe('unknown_calendar'));
});
