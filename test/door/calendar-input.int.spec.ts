import { type WorkingInterval } from '@tasuki/calendar';
import { content, weekOf } from '../../libs/calendar/src/calendar.spec-support';
import { type Door, openDoor } from '../support/door';
import { calendarDoor, expectErrors } from './calendar-door';

const said = expect.any(String) as string;
const newYear = { date: '2026-01-01', name: '元日' };
const usual = weekOf('09:00-17:00');
const monday = (...intervals: readonly Partial<WorkingInterval>[]) => ({
  week: { ...usual, monday: intervals },
});

describe('what the door refuses of calendars, field by field', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor({ projecting: false });
  });
  afterAll(() => door.remove());
  const { anId, get, put, head } = calendarDoor(() => door);

  it.each([
    ['a zone that there is not', 'zone', { zone: 'Mars/Olympus' }],
    ['an offset for a zone', 'zone', { zone: '+09:00' }],
    ['no zone', 'zone', { zone: '' }],
    ['a week without working time', 'week', { week: weekOf('') }],
    ['no week', 'week', { week: null }],
    ['a day left out', 'week.sunday', { week: { ...usual, sunday: undefined } }],
    ['a day that is no list', 'week.monday', { week: { ...usual, monday: '09:00-17:00' } }],
    ['an hour of one digit', 'week.monday[0].from', monday({ from: '9:00', to: '17:00' })],
    ['a day that begins at its end', 'week.monday[0].from', monday({ from: '24:00', to: '17:00' })],
    ['an end before the day begins', 'week.monday[0].to', monday({ from: '09:00', to: '00:00' })],
    ['two times that are the same', 'week.monday[0].to', monday({ from: '09:00', to: '09:00' })],
    ['no end', 'week.monday[1].to', monday({ from: '09:00', to: '12:00' }, { from: '13:00' })],
    [
      'intervals that overlap',
      'week.monday[1]',
      monday({ from: '09:00', to: '12:00' }, { from: '11:59', to: '18:00' }),
    ],
    ['a night that does', 'week.tuesday[0]', monday({ from: '22:00', to: '09:30' })],
    ['no holidays', 'holidays', { holidays: undefined }],
    [
      'a day that there is not',
      'holidays[0].date',
      { holidays: [{ ...newYear, date: '2026-02-30' }] },
    ],
    ['a holiday without a name', 'holidays[0].name', { holidays: [{ ...newYear, name: ' ' }] }],
    ['a holiday twice', 'holidays[1].date', { holidays: [newYear, newYear] }],
    [
      'a holiday beyond the horizon',
      'holidays[0].date',
      { holidays: [newYear], horizon: '2025-12-31' },
    ],
    ['no day for a horizon', 'horizon', { horizon: 'forever' }],
    ['an unknown format', 'format', { format: 2 }],
    ['no format', 'format', { format: undefined }],
  ])('%s: %s', async (_, path, wrong) => {
    const before = await head();
    const answer = await put(anId(), { ...content(), ...wrong });
    expectErrors(answer, { path, message: said, allowed: said });
    expect(await head()).toBe(before);
  });

  it('what is no field: week.holidays', async () =>
    expectErrors(await put(anId(), { ...content(), week: { ...usual, holidays: [] } }), {
      path: 'week.holidays',
    }));

  it.each([
    ['no country', 'country', 'from=2026-01-01&to=2027-12-31'],
    ['a day that there is not', 'from', 'country=JP&from=2026-02-30&to=2027-12-31'],
    ['no end', 'to', 'country=JP&from=2026-01-01'],
    ['an end before the beginning', 'to', 'country=JP&from=2026-01-01&to=2025-12-31'],
    ['more than ten years', 'to', 'country=JP&from=2026-01-01&to=2036-01-02'],
  ])('of public holidays, %s: %s', async (_, path, query) =>
    expectErrors(await get(`/v1/holidays?${query}`), { path, message: said, allowed: said }),
  );

  it('of public holidays, those of another country than Japan', async () =>
    expectErrors(await get('/v1/holidays?country=DE&from=2026-01-01&to=2027-12-31'), {
      path: 'country',
      message: 'is no country whose holidays are known here',
      allowed: 'JP',
    }));

  it('public holidays as they are proposed are taken as they stand', async () => {
    const { status, body } = await get('/v1/holidays?country=JP&from=2026-01-01&to=2027-12-31');
    const range = { country: 'JP', from: '2026-01-01', to: '2027-12-31' };
    const known = { knownFrom: '1970-01-01', knownUntil: '2050-12-31' };
    const holidays = body.holidays as { date: string; name: string }[];
    expect([status, body]).toEqual([200, { ...range, ...known, holidays }]);
    expect(holidays[0]).toEqual(newYear);
    const made = content({ holidays, horizon: range.to });
    expect((await put(anId(), made)).status).toBe(200);
  });
});
