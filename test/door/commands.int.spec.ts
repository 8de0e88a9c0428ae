import { type Role } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';
import { type Answer, type Door, type DoorRequest, openDoor } from '../support/door';

describe('the commands of the door', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.remove());

  const anEmail = () => `${randomUUID()}@example.com`;
  async function capture(more: object = {}): Promise<string> {
    const body = { source: { channel: 'web' }, ...more };
    return String((await door.as('marketing', { path: '/v1/leads', body })).body.leadId);
  }
  const post = (role: Role, leadId: string, name: string, body?: unknown) =>
    door.as(role, { path: `/v1/leads/${leadId}/${name}`, body });
  const patch = (leadId: string, body: unknown) =>
    door.as('marketing', { method: 'PATCH', path: `/v1/leads/${leadId}/profile`, body });
  const lastOf = async (leadId: string) => (await door.runtime.leads.history(leadId)).at(-1)!;

  async function hasPath(answer: Promise<Answer>, path: string): Promise<void> {
    const { status, body } = await answer;
    expect([status, body.code]).toEqual([400, 'invalid_input']);
    expect(body.errors).toMatchObject([{ path, allowed: expect.any(String) as string }]);
  }

  /** A lead that sales has accepted, by HTTP alone. */
  async function accepted(): Promise<string> {
    const leadId = await capture();
    await post('marketing', leadId, 'promote', { reason: 'hand_raiser' });
    await post('inside_sales', leadId, 'contacts', { channel: 'phone', outcome: 'connected' });
    await post('inside_sales', leadId, 'qualify', { override: { reason: 'old_customer' } });
    expect((await post('sales', leadId, 'accept')).status).toBe(200);
    return leadId;
  }

  describe('a profile', () => {
    it('changes in what is named; null takes a field away; a person says so unless told otherwise', async () => {
      const person = { name: 'Aoi', role: 'CTO', email: anEmail() };
      const leadId = await capture({ person, company: { employees: 20, industry: 'food' } });
      const changes = { person: { role: null, seniority: 'vp' }, company: { employees: 30 } };
      expect((await patch(leadId, changes)).status).toBe(200);
      const { data } = await lastOf(leadId);
      expect(data).toMatchObject({ ...changes, from: 'person', identitiesDropped: [] });
      await patch(leadId, { company: { industry: null }, from: 'enrichment' });
      expect((await lastOf(leadId)).data).toMatchObject({ from: 'enrichment' });
    });

    it('gives up an e-mail with null, and takes one that nobody has', async () => {
      const [former, present] = [anEmail(), anEmail()];
      const leadId = await capture({ person: { email: former } });
      await patch(leadId, { person: { email: null } });
      expect(await door.runtime.leads.find({ email: former })).toBeUndefined();
      await patch(leadId, { person: { email: present } });
      expect(await door.runtime.leads.find({ email: present })).toBe(leadId);
    });

    it("refuses another lead's e-mail with that lead, and has written nothing", async () => {
      const email = anEmail();
      const [owner, leadId] = [await capture({ person: { email } }), await capture()];
      const before = await door.runtime.store.head();
      const { status, body } = await patch(leadId, { person: { email } });
      expect([status, body.code]).toEqual([409, 'identity_belongs_to_other_lead']);
      expect(body.details).toMatchObject({ leadId: owner });
      expect(await door.runtime.store.head()).toBe(before);
    });

    it('that is the same as before changes nothing', async () => {
      const leadId = await capture({ company: { region: 'kanto' } });
      const { status, body } = await patch(leadId, { company: { region: 'kanto' } });
      expect([status, body.events, body.version]).toEqual([200, [], 1]);
    });

    it.each([
      ['', {}],
      ['', { from: 'form' }],
      ['person', { person: null }],
      ['person', { person: {} }],
      ['from', { person: { role: 'CTO' }, from: 'import' }],
      ['person.email', { person: { email: 'x' } }],
      ['company.employees', { company: { employees: '7' } }],
      ['occurredAt', { person: { role: 'CTO' }, occurredAt: null }],
    ])('refuses %s in %j', async (path, body) => hasPath(patch(await capture(), body), path));
  });

  it('what is decided inside cannot be said from outside', async () => {
    const leadId = await capture();
    const assign = { assignee: 'mika', department: 'sales' };
    const activity = { activityType: 'x' };
    const requests: readonly [Role, DoorRequest][] = [
      ['sales', { path: 'assign', body: { ...assign, rule: 'round_robin' } }],
      ['sales', { path: 'assign', body: { ...assign, by: { kind: 'rule', rule: 'x' } } }],
      ['service', { path: 'activities', body: { ...activity, by: 'import' } }],
      ['service', { path: 'consent', body: { purpose: 'x', given: true, by: 'import' } }],
      [
        'service',
        { method: 'PATCH', path: 'profile', body: { person: { role: 'x' }, identities: [] } },
      ],
      ['marketing', { path: 'promote', body: { reason: 'x', score: 100 } }],
      ['marketing', { path: 'promote', body: { type: 'WinDeal', reason: 'x' } }],
    ];
    for (const [role, request] of requests) {
      const path = `/v1/leads/${leadId}/${request.path}`;
      const { status, body } = await door.as(role, { ...request, path });
      expect([request.body, status]).toEqual([request.body, 400]);
      expect(body.errors).toMatchObject([{ message: 'is not a field of this request' }]);
    }
    expect((await door.runtime.leads.history(leadId)).length).toBe(1);
  });

  it('an assignment is by a person, and an assessment names all four letters', async () => {
    const leadId = await capture();
    await post('sales', leadId, 'assign', {
      assignee: 'mika',
      department: 'sales',
      note: 'よろしく',
    });
    const assigned = await lastOf(leadId);
    expect(assigned.data).toMatchObject({ assignee: 'mika', by: { kind: 'person' } });
    expect(JSON.stringify(assigned.data)).not.toContain('よろしく');
    const met = { verdict: 'met' };
    await hasPath(
      post('inside_sales', leadId, 'bant', { budget: met, authority: met, need: met }),
      'timing',
    );
    await hasPath(
      post('inside_sales', leadId, 'bant', {
        ...{ budget: met, authority: met, timing: met },
        need: { verdict: 'maybe' },
      }),
      'need.verdict',
    );
  });

  it('a lead is not qualified before its BANT is met, save with a reason', async () => {
    const leadId = await capture();
    await post('marketing', leadId, 'promote', { reason: 'hand_raiser' });
    await post('inside_sales', leadId, 'contacts', { channel: 'phone', outcome: 'connected' });
    const refused = await post('inside_sales', leadId, 'qualify');
    expect([refused.status, refused.body.code]).toEqual([409, 'sql_criteria_not_met']);
    const [met, note] = [{ verdict: 'met' }, 'asked twice\nand is sure'];
    const letters = { budget: met, authority: met, need: { ...met, note }, timing: met };
    expect((await post('inside_sales', leadId, 'bant', letters)).status).toBe(200);
    expect((await post('inside_sales', leadId, 'qualify', {})).status).toBe(200);
  });

  it('a deal carries its money as text, to the last digit', async () => {
    const leadId = await accepted();
    const value = { amount: '123456789012345.6789', currency: 'JPY' };
    const won = { value, closedOn: '2024-02-29', product: 'Sash' };
    expect((await post('sales', leadId, 'win', won)).status).toBe(200);
    expect((await lastOf(leadId)).data).toMatchObject(won);
    const worth = { lifetimeValue: { amount: '99.5', currency: 'EUR' }, asOf: '2026-01-31' };
    expect((await post('sales', leadId, 'customer-value', worth)).status).toBe(200);
    await post('sales', leadId, 'correct-outcome', { reason: 'typing_error' });
    expect((await post('sales', leadId, 'lose', { reason: 'price' })).status).toBe(200);
  });

  it.each([
    ['win', 'value.amount', { value: { amount: 1200, currency: 'JPY' } }],
    ['win', 'value.amount', { value: { amount: '1,200', currency: 'JPY' } }],
    ['win', 'value.amount', { value: { amount: '1e3', currency: 'JPY' } }],
    ['win', 'value.currency', { value: { amount: '1', currency: 'jpy' } }],
    ['win', 'value.currency', { value: { amount: '1' } }],
    ['win', 'closedOn', { closedOn: '2026-02-30' }],
    ['win', 'closedOn', { closedOn: '2026-05-01T10:00:00Z' }],
    ['lose', 'reason', {}],
    ['lose', 'reason', undefined],
    ['customer-value', '', { asOf: '2026-05-01' }],
    ['customer-value', 'asOf', { churnedOn: '2026-05-01' }],
    ['feedback', 'rating', { rating: 6 }],
    ['feedback', 'rating', { rating: '4' }],
  ])('%s refuses %s in %j', async (name, path, body) =>
    hasPath(post('sales', await capture(), name, body), path),
  );

  it('the documentation names every part of every body', async () => {
    const { body } = await door.as('auditor', { method: 'GET', path: '/docs/openapi.json' });
    const { schemas } = body.components as { schemas: Record<string, object> };
    const refs = JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/(\w*)"/g);
    const named = new Set([...refs].map(([, name]) => name!));
    expect([...named].filter((name) => !(name in schemas))).toEqual([]);
    expect([...named]).toEqual(expect.arrayContaining(['SourceDto', 'MoneyDto', 'ConsentDto']));
    expect(schemas.PersonChangeDto).toMatchObject({
      properties: { role: { oneOf: [{ type: 'string' }, { type: 'null' }] } },
    });
  });

  it.each([
    [201, '葵😀'.repeat(100)],
    [201, 'e\u0301'.repeat(100)],
    [400, '😀\uFE0F'.repeat(150)],
  ])('a text is as long as it has code points: %d for %s', async (expected, campaign) => {
    const body = { source: { campaign } };
    expect((await door.as('marketing', { path: '/v1/leads', body })).status).toBe(expected);
  });

  it('what is refused for its time has claimed no identity', async () => {
    const before = await door.runtime.store.head();
    const occurredAt = '2099-01-01T00:00:00Z';
    const body = { source: { channel: 'web' }, person: { email: anEmail() }, occurredAt };
    const refused = await door.as('marketing', { path: '/v1/leads', body });
    expect([refused.status, refused.body.code]).toEqual([422, 'occurred_in_future']);
    expect(await door.runtime.store.head()).toBe(before);
  });

  it.each(['0x10', '1e1', '5.0', ' 5', '', '-1', '+5', '５', '99999999999999999999'])(
    'a number in a query is written in decimal digits: not %j',
    async (limit) => {
      const path = `/v1/leads/${randomUUID()}/timeline?limit=${encodeURIComponent(limit)}`;
      await hasPath(door.as('auditor', { method: 'GET', path }), 'limit');
    },
  );
});
