import { randomUUID } from 'node:crypto';
import { content, weekOf } from '../../libs/calendar/src/calendar.spec-support';
import { type Door, openDoor } from '../support/door';
import { calendarDoor, expectErrors } from './calendar-door';
import { expectProblem } from './expect-problem';

const early = content({ week: weekOf('07:00-15:00') });
const late = content({ week: weekOf('11:00-19:00') });

describe('a change of a calendar', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor({ projecting: false });
  });
  afterAll(() => door.remove());
  const { anId, get, put, head } = calendarDoor(() => door);

  it('is answered with a receipt', async () => {
    const id = anId();
    const { status, body } = await put(id, early);
    const [event] = await door.runtime.store.readStream(`calendar-${id}`);
    const { hash } = (await get(`/v1/calendars/${id}`)).body;
    expect([status, body]).toEqual([
      200,
      {
        calendarId: id,
        version: 1,
        hash,
        position: await head(),
        events: [{ id: event!.id, type: 'CalendarChanged' }],
      },
    ]);
  });

  it('of a version that is the present one no more is 412, and writes nothing', async () => {
    const id = anId();
    const editing = (version: number) => ({ 'if-match': `"${version}"` });
    expect((await put(id, early, editing(0))).body).toMatchObject({ version: 1 });
    const before = await head();
    for (const version of [0, 2]) {
      const answer = await put(id, late, editing(version));
      expectProblem(answer, 412, 'calendar_outdated');
      expect(answer.body.details).toEqual({ version: 1 });
    }
    expect(await head()).toBe(before);
    expect((await put(id, late, editing(1))).body).toMatchObject({ version: 2 });
  });

  it.each(['W/"1"', '1', '*', '"01"', '"-1"', '"1", "2"', '""'])(
    'of the version %s is of none: refused by name',
    async (ifMatch) =>
      expectErrors(await put(anId(), early, { 'if-match': ifMatch }), {
        path: 'If-Match',
        message: 'is no ETag of a calendar',
      }),
  );

  it('sent again with its key is answered as the first time; with another body refused', async () => {
    const id = anId();
    const headers = { 'idempotency-key': randomUUID(), 'if-match': '"0"' };
    const first = await put(id, early, headers);
    expect(first.status).toBe(200);
    await put(id, late);
    const again = await put(id, early, headers);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expectProblem(await put(id, late, headers), 422, 'idempotency_key_reused');
  });

  it('to what it says already changes nothing, the built-in one included', async () => {
    const { body } = await get('/v1/calendars/default');
    const before = await head();
    const { status, body: receipt } = await put('default', body.content);
    expect([status, receipt]).toMatchObject([200, { version: 0, hash: body.hash, events: [] }]);
    expect(await head()).toBe(before);
  });

  it('bears the correlation that it came with, and is counted', async () => {
    const [id, correlationId] = [anId(), randomUUID()];
    await put(id, early, { 'x-correlation-id': correlationId });
    const [event] = await door.runtime.store.readStream(`calendar-${id}`);
    expect(event!.metadata.correlationId).toBe(correlationId);
    const { text } = await door.send({ method: 'GET', path: '/metrics' });
    expect(text).toContain('{command="ChangeCalendar",outcome="accepted"}');
  });

  it('of more than one append may hold is refused by name', async () => {
    const first = Temporal.PlainDate.from('2026-01-01');
    const holidays = Array.from({ length: 2_000 }, (_, days) => ({
      date: first.add({ days }).toString(),
      name: '休'.repeat(200),
    }));
    expectProblem(await put(anId(), content({ holidays })), 413, 'append_too_large');
  });
});
