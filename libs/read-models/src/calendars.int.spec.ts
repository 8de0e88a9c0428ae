import { builtInCalendar, type CalendarContent } from '@tasuki/calendar';
import { anOrigin, openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { content, weekOf } from '../../calendar/src/calendar.spec-support';
import { project } from '../testing/project';
import { calendars, listCalendars } from './calendars';
import { tableOf } from './projection';

describe('the list of calendars', () => {
  let runtime: TestRuntime;
  beforeAll(async () => {
    runtime = await openTestRuntime();
    await change('osaka');
    await project(runtime, calendars);
  });
  afterAll(() => runtime.remove());

  const change = (id: string, said: Partial<CalendarContent> = {}) =>
    runtime.calendarService.change(id, content(said), anOrigin());
  const list = () => listCalendars(runtime.pool);
  const find = async (wanted: string) => (await list()).find(({ id }) => id === wanted);

  it('has the built-in one from the beginning, which nobody has changed', async () => {
    const { version, hash, content: said } = builtInCalendar('default')!;
    const { zone, horizon } = said;
    expect(await find('default')).toEqual({
      id: 'default',
      version,
      hash,
      zone,
      horizon,
      changedAt: null,
    });
  });

  it('shows each as its last change left it, by id', async () => {
    await change('default', { zone: 'Asia/Seoul' });
    await change('berlin', { zone: 'Europe/Berlin', horizon: '2030-12-31' });
    const last = await change('berlin', { zone: 'Europe/Berlin', week: weekOf('07:00-15:00') });
    await project(runtime, calendars);
    const listed = await list();
    expect(listed.map(({ id, version }) => [id, version])).toEqual([
      ['berlin', 2],
      ['default', 1],
      ['osaka', 1],
    ]);
    const [, event] = await runtime.store.readStream('calendar-berlin');
    expect(listed[0]).toEqual({
      id: 'berlin',
      version: 2,
      hash: last.hash,
      zone: 'Europe/Berlin',
      horizon: content().horizon,
      changedAt: event!.recordedAt,
    });
  });

  it('marks one of which a change could not be applied: it is older than the log', async () => {
    await runtime.pool.query(
      `insert into parked_streams (target, stream, version, event_id, event_type, position, reason)
       values ($1, 'calendar-osaka', 2, gen_random_uuid(), 'CalendarChanged', '1', 'a test')`,
      [tableOf(calendars)],
    );
    expect((await list()).flatMap(({ id, parked }) => (parked ? [id] : []))).toEqual(['osaka']);
  });
});
