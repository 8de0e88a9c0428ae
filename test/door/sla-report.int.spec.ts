import { settableClock } from '@tasuki/platform';
import { content, weekOf } from '../../libs/calendar/src/calendar.spec-support';
import { type Door, openDoor } from '../support/door';
import { expectErrors } from './calendar-door';
import { deadlineDoor } from './deadline-door';

const hour = 3_600_000;

interface Row {
  readonly sla: string;
  readonly person: string | null;
  readonly month: string | null;
  readonly started: number;
}

/** What stands in a row in which nothing is counted. */
const none = {
  running: 0,
  met: 0,
  breached: 0,
  breachedMetLate: 0,
  breachedCancelled: 0,
  cancelled: 0,
};

describe('the report on deadlines, at the door', () => {
  const clock = settableClock();
  let door: Door;
  const { ask, get, promoted, contact, runOut } = deadlineDoor(() => door);

  beforeAll(async () => {
    // A Friday, 10:00 in Tokyo.
    clock.set('2026-04-10T01:00:00.000Z');
    door = await openDoor({ clock });
    const [inTime, tooLate] = [await promoted('aiko'), await promoted('ken')];
    clock.advance(2 * hour);
    await contact(inTime);
    clock.advance(28 * hour);
    await contact(tooLate);
    // The last hours of April in UTC are May in Tokyo.
    clock.set('2026-04-30T16:00:00.000Z');
    const open = await promoted();
    clock.advance(24 * hour + 1);
    await runOut(open, 'breach');
  });
  afterAll(() => door.remove());

  const report = (query = '') => get('reportSla', `/v1/reports/sla?${query}`);
  const firstContacts = async (query = '') => {
    const items = (await report(query)).items as readonly Row[];
    return items.filter(({ sla }) => sla === 'firstContact');
  };
  const counted = async (query = '') =>
    (await firstContacts(query)).map(({ person, month, started }) => [person, month, started]);

  it('counts by SLA; by SLA and month; by SLA and person; by all three', async () => {
    expect(await counted()).toEqual([
      [null, null, 3],
      [null, '2026-04', 2],
      [null, '2026-05', 1],
      ['', null, 1],
      ['aiko', null, 1],
      ['ken', null, 1],
      ['', '2026-05', 1],
      ['aiko', '2026-04', 1],
      ['ken', '2026-04', 1],
    ]);
    const { items } = await report();
    const slas = new Set((items as readonly Row[]).map(({ sla }) => sla));
    expect([...slas]).toEqual(['firstContact', 'sqlDecision']);
  });

  it('tells what was met, what was breached, and what was breached and met late', async () => {
    const [all, , , nobodys, aikos, kens] = await firstContacts();
    expect(all).toMatchObject({ ...none, met: 1, breachedMetLate: 1, breached: 1 });
    expect(nobodys).toMatchObject({ ...none, breached: 1, elapsedMs: { p50: null, p90: null } });
    expect(aikos).toMatchObject({
      ...none,
      met: 1,
      elapsedMs: { p50: 2 * hour, p90: 2 * hour },
      workingMs: { p50: 2 * hour },
      heldMs: { p50: 2 * hour },
    });
    // Of 30 hours from Friday to Saturday, those of Friday but for the one at noon.
    expect(kens).toMatchObject({
      ...none,
      breachedMetLate: 1,
      elapsedMs: { p50: 30 * hour },
      workingMs: { p50: 7 * hour },
    });
  });

  it('goes by the months of the zone that is asked for', async () => {
    expect((await report('zone=UTC')).zone).toBe('UTC');
    expect((await counted('zone=UTC')).slice(0, 2)).toEqual([
      [null, null, 3],
      [null, '2026-04', 3],
    ]);
  });

  it('looks at the months that are asked for', async () => {
    expect((await counted('from=2026-05'))[0]).toEqual([null, null, 1]);
    expect((await counted('to=2026-04'))[0]).toEqual([null, null, 2]);
    expect((await counted('from=2026-04&to=2026-05'))[0]).toEqual([null, null, 3]);
    expect((await counted('from=2026-04&to=2026-04'))[0]).toEqual([null, null, 2]);
  });

  it.each([
    ['from=2026-13', 'from', 'is no month'],
    ['from=2026-4', 'from', 'is no month'],
    ['to=2026-04-01', 'to', 'is no month'],
    ['to=1899-12', 'to', 'is no month'],
    ['zone=Asia%2FTokio', 'zone', 'is no time zone that is known here'],
    ['zone=%2B09:00', 'zone', 'is no time zone that is known here'],
    ['zone=', 'zone', 'is no time zone that is known here'],
  ])('refuses %s by name', async (query, path, message) => {
    const answer = await ask(`/v1/reports/sla?${query}`);
    const allowed = expect.stringMatching(/^(YYYY-MM|an IANA time zone|a time zone)\b/) as string;
    expectErrors(answer, { path, message, allowed });
  });

  it('refuses months that go backwards, by name', async () =>
    expectErrors(await ask('/v1/reports/sla?from=2026-12&to=2026-01'), {
      path: 'to',
      message: 'lies before `from`',
      allowed: 'a month from 2026-12 on',
    }));

  it('goes by the zone of the calendar `default` when none is asked for', async () => {
    expect((await report()).zone).toBe('Asia/Tokyo');
    const path = '/v1/calendars/default';
    const body = content({ zone: 'Europe/Berlin', week: weekOf('09:00-17:00') });
    expect((await door.as('admin', { method: 'PUT', path, body })).status).toBe(200);
    expect((await report()).zone).toBe('Europe/Berlin');
    expect((await counted()).slice(0, 2)).toEqual([
      [null, null, 3],
      [null, '2026-04', 3],
    ]);
  });
});
