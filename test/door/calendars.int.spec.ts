import { builtInCalendar } from '@tasuki/calendar';
import { roles } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';
import { content, weekOf } from '../../libs/calendar/src/calendar.spec-support';
import { asWritten, captured } from '../../libs/read-models/testing/activities';
import { type Door, openDoor } from '../support/door';
import { calendarDoor, expectErrors } from './calendar-door';
import { expectProblem } from './expect-problem';

const early = content({ week: weekOf('07:00-15:00') });
const late = content({ week: weekOf('11:00-19:00') });

describe('the calendars of the door', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.remove());
  const { anId, get, put, head } = calendarDoor(() => door);

  describe('who may:', () => {
    it.each([
      '/v1/calendars',
      '/v1/calendars/default',
      '/v1/calendars/default/versions',
      '/v1/holidays?country=JP&from=2026-01-01&to=2027-12-31',
    ])('every role reads %s, and nobody without a token', async (path) => {
      for (const role of roles) {
        const { status } = await door.as(role, { method: 'GET', path });
        expect([role, status]).toEqual([role, 200]);
      }
      expectProblem(await door.send({ method: 'GET', path }), 401, 'invalid_token');
    });

    it('admin alone changes them', async () => {
      const change = { method: 'PUT', path: '/v1/calendars/default', body: early } as const;
      const before = await head();
      for (const role of roles.filter((one) => one !== 'admin')) {
        expectProblem(await door.as(role, change), 403, 'forbidden');
      }
      expectProblem(await door.send(change), 401, 'invalid_token');
      expect(await head()).toBe(before);
      expect((await put(anId(), early)).status).toBe(200);
    });
  });

  it('are the built-in one, until somebody changes it', async () => {
    const { version, hash, content: said } = builtInCalendar('default')!;
    const { status, headers, body } = await get('/v1/calendars/default');
    expect([status, headers.etag]).toEqual([200, '"0"']);
    const builtIn = { version, hash, recordedAt: null, actor: null };
    expect(body).toEqual({ id: 'default', ...builtIn, content: said });
    const { body: list } = await get('/v1/calendars/default/versions');
    expect(list).toEqual({ items: [builtIn] });
    const missing = await get('/v1/calendars/default?version=1');
    expectProblem(missing, 404, 'unknown_calendar');
    expect(missing.body.details).toEqual({ id: 'default', version: 1 });
  });

  it('have one hash for one zone, in whatever letters it is said', async () => {
    const id = anId();
    const { body: first } = await put(id, { ...early, zone: 'europe/BERLIN' });
    const { body: second } = await put(id, { ...early, zone: 'Europe/Berlin' });
    expect(second).toMatchObject({ version: 1, hash: first.hash, events: [] });
    const { body } = await get(`/v1/calendars/${id}`);
    expect(body.content).toMatchObject({ zone: 'Europe/Berlin' });
  });

  it('are listed as the receipt of the last change has them', async () => {
    const id = anId();
    const { body: receipt } = await put(id, early);
    const position = String(receipt.position);
    const { status, body } = await get('/v1/calendars', { 'tasuki-after': position });
    expect(status).toBe(200);
    const items = body.items as { id: string }[];
    const { version, hash } = receipt;
    const { zone, horizon } = early;
    expect(items.find((one) => one.id === id)).toMatchObject({ version, hash, zone, horizon });
    expect(items.map((one) => one.id)).toContain('default');
  });

  it('are read as they are, and as they were', async () => {
    const id = anId();
    const { body: first } = await put(id, early);
    const { body: second } = await put(id, late);
    const present = await get(`/v1/calendars/${id}`);
    expect([present.headers.etag, present.body.hash]).toEqual(['"2"', second.hash]);
    expect(present.body.content).toEqual(late);
    const former = await get(`/v1/calendars/${id}?version=1`);
    expect([former.headers.etag, former.body.hash]).toEqual(['"1"', first.hash]);
    expect(former.body.content).toEqual(early);
    const { body } = await get(`/v1/calendars/${id}/versions`);
    const actor = { subject: 'a-admin', department: null };
    expect(body.items).toMatchObject([
      { version: 1, hash: first.hash, actor },
      { version: 2, hash: second.hash, actor },
    ]);
  });

  it.each(['', '?version=0', '/versions'])('that nobody made are 404: %s', async (rest) =>
    expectProblem(await get(`/v1/calendars/nowhere${rest}`), 404, 'unknown_calendar'),
  );

  it('are named by slugs', async () => {
    const errors = { path: 'calendarId', message: 'is no slug' };
    for (const id of ['Tokyo', '-x', 'a%20b', 'a%2Fb', '%E6%9D%B1', 'x'.repeat(65)]) {
      expectErrors(await get(`/v1/calendars/${id}`), errors);
      expectErrors(await put(id, early), errors);
    }
    const id = `t.o_k-${randomUUID()}`;
    expect((await put(id, early)).status).toBe(200);
    expect((await get(`/v1/calendars/${id}`)).status).toBe(200);
  });

  it('of which this release cannot read a change are 409; the others go on', async () => {
    const id = anId();
    const { body: made } = await put(id, early);
    await get('/v1/calendars', { 'tasuki-after': String(made.position) });
    const future = { ...asWritten(captured()), type: 'CalendarChanged', schemaVersion: 9 };
    await door.runtime.log.append(`calendar-${id}`, [future], 'exists');
    const before = await head();
    for (const answer of [
      await get(`/v1/calendars/${id}`),
      await get(`/v1/calendars/${id}/versions`),
      await put(id, late),
    ]) {
      expectProblem(answer, 409, 'stream_unreadable');
    }
    expect(await head()).toBe(before);
    const { body } = await get('/v1/calendars', { 'tasuki-after': before });
    const items = body.items as { id: string; parked?: true }[];
    expect(items.filter(({ parked }) => parked)).toMatchObject([{ id, version: 1 }]);
    expect((await put(anId(), late)).status).toBe(200);
  });
});
