import { masterKeysFile, personalData } from '@tasuki/personal-data';
import { leadService } from '@tasuki/lead-service';
import { randomUUID } from 'node:crypto';
import { type Door, type DoorRequest, openDoor } from '../support/door';
import { anOrigin } from '../support/test-runtime';

describe('If-Match', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.remove());

  const match = (ifMatch: string, more: object = {}) => ({ 'if-match': ifMatch, ...more });
  const head = () => door.runtime.store.head();

  async function capture(person: object = {}): Promise<string> {
    const body = { source: { channel: 'web' }, person: { role: 'CTO', ...person } };
    const answer = await door.as('marketing', { path: '/v1/leads', body });
    return String(answer.body.leadId);
  }
  const assign = (leadId: string, assignee: string, headers = {}): DoorRequest => ({
    path: `/v1/leads/${leadId}/assign`,
    body: { assignee, department: 'inside_sales' },
    headers,
  });
  const send = (request: DoorRequest) => door.as('inside_sales', request);

  async function recordScore(leadId: string, fact: number, total: number): Promise<void> {
    const { leads, definitions, clock } = door.runtime;
    const asOf = clock.now();
    const { version, hash } = definitions.inForceAt(asOf);
    const none = { contributions: [], adjustments: [], unscored: [], unknown: [] };
    const score = { fact, behaviour: 0, attribute: total, total, asOf, ...none };
    const definition = { version, hash };
    await leads.execute(
      leadId,
      { type: 'RecordScore', score: { ...score, definition } },
      anOrigin(),
    );
  }

  it('of the present ETag lets one of two people through; the other is told the new one', async () => {
    const leadId = await capture();
    const answers = await Promise.all(
      ['mika', 'ren'].map((who) => send(assign(leadId, who, match('"1"')))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const refused = answers.find(({ status }) => status === 412)!;
    expect(refused.body).toMatchObject({ code: 'precondition_failed', details: { etag: '"2"' } });
    expect(await door.runtime.leads.history(leadId)).toHaveLength(2);
  });

  it('holds between processes: on a version conflict the lead is read again', async () => {
    const { store, pool, masterKeyFile, definitions, calendars, clock, leads } = door.runtime;
    const people = personalData(pool, masterKeysFile(masterKeyFile));
    const others = leadService(store, people, definitions, calendars, clock);
    for (let round = 0; round < 20; round += 1) {
      const leadId = await capture();
      const outcomes = await Promise.allSettled(
        [leads, others].map((service, index) =>
          service.execute(
            leadId,
            { type: 'AssignLead', assignee: `${index}`, department: 'sales' },
            { ...anOrigin(), ifMatch: [1] },
          ),
        ),
      );
      const refused = outcomes.flatMap((o) =>
        o.status === 'rejected' ? [o.reason as unknown] : [],
      );
      expect(refused).toMatchObject([{ code: 'precondition_failed' }]);
      expect(await leads.history(leadId)).toHaveLength(2);
    }
  });

  it('is not voided by a score that was recorded in between', async () => {
    const leadId = await capture();
    await recordScore(leadId, 1, 10);
    expect((await send(assign(leadId, 'mika', match('"2"')))).status).toBe(412);
    expect((await send(assign(leadId, 'mika', match('"1"')))).status).toBe(200);
  });

  it('is not voided either by a score that comes in while the command is decided', async () => {
    const { store, pool, masterKeyFile, definitions, calendars, clock } = door.runtime;
    const leadId = await capture();
    let scored = false;
    const interrupted: typeof store = {
      ...store,
      async append(...args) {
        if (!scored) {
          scored = true;
          await recordScore(leadId, 1, 10);
        }
        return store.append(...args);
      },
    };
    const people = personalData(pool, masterKeysFile(masterKeyFile));
    const receipt = await leadService(interrupted, people, definitions, calendars, clock).execute(
      leadId,
      { type: 'AssignLead', assignee: 'mika', department: 'sales' },
      { ...anOrigin(), ifMatch: [1] },
    );
    expect(receipt.version).toBe(3);
  });

  it('is not looked at when the command is known: its first receipt is the answer', async () => {
    const leadId = await capture();
    const once = assign(leadId, 'mika', match('"1"', { 'idempotency-key': randomUUID() }));
    const first = await send(once);
    await send(assign(leadId, 'ren'));
    expect(await send(once)).toMatchObject({ status: 200, body: first.body });
  });

  it('names several ETags, or any', async () => {
    const leadId = await capture();
    expect((await send(assign(leadId, 'a', match('"7", "1"')))).status).toBe(200);
    expect((await send(assign(leadId, 'b', match('*')))).status).toBe(200);
    expect((await send(assign(leadId, 'c', match('"1","2"')))).status).toBe(412);
  });

  it('is heeded by every command on a lead, and a refused one has written nothing', async () => {
    const leadId = await capture();
    await send(assign(leadId, 'mika'));
    const before = await head();
    const path = `/v1/leads/${leadId}`;
    const email = `${randomUUID()}@example.com`;
    for (const request of [
      { method: 'PATCH', path: `${path}/profile`, body: { person: { email } } },
      { path: `${path}/consent`, body: { purpose: 'newsletter', given: true } },
      { path: `${path}/activities`, body: { activityType: 'visited' } },
      { path: `${path}/contacts`, body: { channel: 'phone', outcome: 'connected' } },
      { path: `${path}/promote`, body: { reason: 'hand_raiser' } },
    ] as const) {
      const { status } = await send({ ...request, headers: match('"1"') });
      expect([request.path, status]).toEqual([request.path, 412]);
    }
    expect(await head()).toBe(before);
    expect(await door.runtime.leads.find({ email })).toBeUndefined();
  });

  it.each(['W/"1"', '1', '"a"', '"01"', '"1" "2"', '"1",', '*, "1"', '""'])(
    'that is weak or malformed is refused by name: %s',
    async (ifMatch) => {
      const { status, body } = await send(assign(await capture(), 'mika', match(ifMatch)));
      expect([status, body.code]).toEqual([400, 'invalid_input']);
      expect(body.errors).toMatchObject([{ path: 'If-Match', message: 'is no ETag of a lead' }]);
    },
  );

  it.each([
    ['/v1/leads', { source: { channel: 'web' } }],
    ['/v1/leads/bulk', { items: [{ key: '1', source: { channel: 'web' } }] }],
    ['/v1/activities/bulk', { items: [{ key: '1', leadId: randomUUID(), activityType: 'x' }] }],
  ])('does not apply where no lead is named: %s', async (path, body) => {
    const before = await head();
    const answer = await send({ path, body, headers: match('"1"') });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input']);
    expect(answer.body.errors).toMatchObject([{ path: 'If-Match' }]);
    expect(await head()).toBe(before);
  });
});
