import { beginning } from '@tasuki/event-store';
import { leadStream, stages } from '@tasuki/lead';
import { roles } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';
import { activity, asWritten } from '../../libs/read-models/testing/activities';
import { type Door, openDoor } from '../support/door';
import { anOrigin } from '../support/test-runtime';
import { expectProblem } from './expect-problem';
import { leadIn } from './leads-in-stages';
import { allPages, everyMessage, type EventsPage, eventsPage } from './told-events';

const source = '/tests';
const path = '/v1/events';
const captured = 'com.tasuki.lead.captured.v1';
const won = 'com.tasuki.lead.deal-won.v1';

describe('the feed of events', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor({ projecting: false, environment: { TASUKI_SOURCE: source } });
    for (const stage of stages) await leadIn(door.runtime, stage);
    const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    const origin = { ...anOrigin(), causationId: randomUUID(), trace };
    const capture = { type: 'CaptureLead', source: { channel: 'web' }, consents: [] } as const;
    await door.runtime.leads.capture(capture, origin);
  });
  afterAll(() => door.remove());

  const told = () => everyMessage(door.runtime, source);
  const itemsOf = (pages: readonly EventsPage[]) => pages.flatMap(({ items }) => items);
  const get = (query: string) => door.as('auditor', { method: 'GET', path: `${path}?${query}` });

  it('tells every event of every lead as the message of the contract, in the order of the log', async () => {
    const all = await told();
    expect(itemsOf(await allPages(door, 'limit=500'))).toEqual(all);
    expect(all.length).toBeGreaterThan(40);
    expect(all.at(-1)).toMatchObject({
      type: captured,
      source,
      causationid: expect.any(String) as string,
      traceparent: expect.any(String) as string,
      data: { stage: { from: null, to: 'nurturing' } },
    });
  });

  it.each([1, 7, 100])('gives each once, %i at a time, while others write', async (limit) => {
    let isReading = true;
    const writing = Promise.all(
      Array.from({ length: 4 }, async () => {
        while (isReading) await leadIn(door.runtime, 'sql');
      }),
    );
    const pages: EventsPage[] = [];
    let after = beginning;
    // What has no end while it is written: so much of it.
    for (let read = 0; read < 400; read += limit) {
      const page = await eventsPage(door, `limit=${limit}&after=${after}`);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      pages.push(page);
      after = page.position;
    }
    isReading = false;
    await writing;
    const rest = (await eventsPage(door, `limit=500&after=${after}`)).items;
    const items = [...itemsOf(pages), ...rest];
    expect(items).toEqual((await told()).slice(0, items.length));
  });

  it('tells nothing new at the end, and goes on from there', async () => {
    const { position } = (await allPages(door, 'limit=500')).at(-1)!;
    expect(position).toBe(await door.runtime.log.head());
    const nothing = { items: [], unreadable: [], position, hasMore: false };
    expect(await eventsPage(door, `after=${position}`)).toEqual(nothing);
    const { leadId } = await leadIn(door.runtime, 'nurturing');
    const { items } = await eventsPage(door, `after=${position}`);
    expect(items.map(({ subject }) => subject)).toEqual([leadId, leadId]);
  });

  describe('filtered', () => {
    it.each([1, 7, 500])('by type: those alone, %i at a time', async (limit) => {
      const pages = await allPages(door, `limit=${limit}&type=${captured}&type=${won}`);
      const wanted = (await told()).filter(({ type }) => type === captured || type === won);
      expect(itemsOf(pages)).toEqual(wanted);
      expect(new Set(wanted.map(({ type }) => type)).size).toBe(2);
    });

    it('by lead: its own, from any position', async () => {
      const { leadId } = await leadIn(door.runtime, 'won');
      const own = (await told()).filter(({ subject }) => subject === leadId);
      for (const limit of [1, 7, 500]) {
        expect(itemsOf(await allPages(door, `limit=${limit}&leadId=${leadId}`))).toEqual(own);
      }
      const second = own[1]!.position as string;
      const rest = await eventsPage(door, `leadId=${leadId.toUpperCase()}&after=${second}`);
      expect(rest.items).toEqual(own.slice(2));
      expect(rest.position).toBe(await door.runtime.log.head());
      const both = await eventsPage(door, `leadId=${leadId}&type=${won}`);
      expect(both.items.map(({ type }) => type)).toEqual([won]);
      expect((await eventsPage(door, `leadId=${randomUUID()}`)).items).toEqual([]);
    });

    it('moves past what is left out, a bounded part of the log at a time', async () => {
      const after = await door.runtime.log.head();
      for (let batch = 0; batch < 41; batch += 1) {
        const events = Array.from({ length: 500 }, () => asWritten(activity('noise')));
        await door.runtime.log.append('noise', events, 'any');
      }
      const { leadId } = await leadIn(door.runtime, 'won');
      const first = await eventsPage(door, `type=${won}&after=${after}`);
      expect(first).toMatchObject({ items: [], hasMore: true });
      expect(Number(first.position)).toBe(Number(after) + 20_000);
      const second = await eventsPage(door, `type=${won}&after=${first.position}`);
      expect(second.items.map(({ subject }) => subject)).toEqual([leadId]);
      expect(second).toMatchObject({ position: await door.runtime.log.head(), hasMore: false });
    });
  });

  it('is for services, admins and auditors', async () => {
    for (const role of roles) {
      const isAllowed = ['service', 'admin', 'auditor'].includes(role);
      const answer = await door.as(role, { method: 'GET', path });
      expect([role, answer.status]).toEqual([role, isAllowed ? 200 : 403]);
      if (!isAllowed) expectProblem(answer, 403, 'forbidden');
    }
    expectProblem(await door.send({ method: 'GET', path }), 401, 'invalid_token');
  });

  it('answers HEAD as GET, without a body', async () => {
    const { status, headers, text } = await door.as('auditor', { method: 'HEAD', path });
    expect([status, headers['content-type'], text]).toEqual([
      200,
      'application/json; charset=utf-8',
      '',
    ]);
  });

  it.each([
    ['after=17', 'after', 'is no position', '20 digits'],
    [`after=${'9'.repeat(20)}`, 'after', 'is beyond the end of the log', 'a position up to 0'],
    ['limit=0', 'limit', 'is out of range', '1 to 500'],
    ['limit=501', 'limit', 'is out of range', '1 to 500'],
    ['type=LeadCaptured', 'type', 'is none of the choices', captured],
    [`type=${captured}&type=x`, 'type', 'is none of the choices', won],
    ['type=', 'type', 'is none of the choices', won],
    ['leadId=x', 'leadId', 'is no UUID', 'a UUID'],
    ['from=1', 'from', 'is not a field of this request', undefined],
  ])('names what is wrong with ?%s', async (query, field, message, allowed) => {
    const answer = await get(query);
    expectProblem(answer, 400, 'invalid_input');
    const errors = answer.body.errors as { path: string; message: string; allowed?: string }[];
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      path: field,
      message: expect.stringContaining(message) as string,
    });
    if (allowed !== undefined) expect(errors[0]!.allowed).toContain(allowed);
  });

  it('lists what cannot be told, and what follows it in its lead; the others go on', async () => {
    const { log, pool, leads } = door.runtime;
    const after = await log.head();
    const { leadId } = await leadIn(door.runtime, 'nurturing');
    const future = { ...asWritten(activity('guide')), schemaVersion: 9 };
    await log.append(leadStream(leadId), [future, asWritten(activity('video'))], 2);
    const other = await leadIn(door.runtime, 'nurturing');
    const untold = [
      {
        leadId,
        version: 3,
        reason: expect.stringContaining('comes from the future') as string,
      },
      { leadId, version: 4, reason: expect.stringContaining('event 3 of its stream') as string },
    ];
    for (const [limit, filter] of [
      [500, ''],
      [1, ''],
      [500, `&type=com.tasuki.lead.activity-recorded.v1&type=${captured}`],
    ] as const) {
      const pages: EventsPage[] = [];
      for (let page = { position: after, hasMore: true } as EventsPage; page.hasMore;) {
        page = await eventsPage(door, `limit=${limit}${filter}&after=${page.position}`);
        pages.push(page);
      }
      expect(pages.flatMap(({ unreadable }) => unreadable)).toMatchObject(untold);
      expect(itemsOf(pages).map((one) => [one.subject, one.streamversion])).toEqual([
        [leadId, 1],
        [leadId, 2],
        [other.leadId, 1],
        [other.leadId, 2],
      ]);
    }

    // A release that can read it: the lead is read again, by whoever has seen that it was not.
    await pool.query('alter table events disable trigger user');
    await pool.query('update events set schema_version = 1 where schema_version = 9');
    await leads.execute(leadId, { type: 'PromoteLead', reason: 'hand_raiser' }, anOrigin());
    const again = await eventsPage(door, `leadId=${leadId}&after=${after}`);
    const versions = again.items.map(({ streamversion }) => streamversion);
    expect([again.unreadable, versions]).toEqual([[], versions.map((_, index) => index + 1)]);
    expect(versions.length).toBeGreaterThan(4);
  });
});
