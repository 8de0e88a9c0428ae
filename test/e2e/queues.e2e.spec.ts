import Ajv2020, { type AnySchema } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { as, eventually, startStandalone, type Standalone } from './standalone-process';

describe('queues, directory and history', () => {
  let home: string;
  let running: Standalone;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'tasuki-e2e-'));
    await chmod(home, 0o711);
    running = await startStandalone({ home });
  });
  afterAll(async () => {
    await running.stop();
    await rm(home, { recursive: true, force: true });
  });

  const get = async (path: string) => (await as(running, 'auditor').get(path)).body;
  const step = async (role: string, path: string, body: object) => {
    const { status } = await as(running, role).post(path, body);
    expect([path, status < 300]).toEqual([path, true]);
  };
  const itemsOf = (body: Record<string, unknown>) => body.items as { leadId: string }[];
  const inList = (path: string, leadId: string) =>
    eventually(
      async () => itemsOf(await get(path)).find((item) => item.leadId === leadId),
      (item) => item !== undefined,
    );
  const notInList = (path: string, leadId: string) =>
    eventually(
      async () => itemsOf(await get(path)).some((item) => item.leadId === leadId),
      (isThere) => !isThere,
    );

  /** A lead that was contacted, with its e-mail and its key in a CRM. */
  async function contactedLead() {
    const email = `${randomUUID()}@example.com`;
    const id = randomUUID();
    const { body } = await as(running, 'marketing').post('/v1/leads', {
      source: { channel: 'web', external: { system: 'crm', id } },
      person: { name: '田中 葵', email, seniority: 'director' },
      company: { name: 'ｱｵｿﾞﾗ食品', employees: 120 },
      consents: [{ purpose: 'newsletter', given: true, basis: 'consent' }],
    });
    const lead = `/v1/leads/${String(body.leadId)}`;
    await step('marketing', `${lead}/activities`, { activityType: 'seminar_attended' });
    await step('marketing', `${lead}/promote`, { reason: 'raised_hand', note: 'wants a quote' });
    await step('inside_sales', `${lead}/contacts`, {
      channel: 'phone',
      outcome: 'connected',
      note: 'call again',
      occurredAt: '2026-01-05T10:00:00+09:00',
    });
    return { leadId: String(body.leadId), lead, email, id };
  }

  it('a lead passes through the queues: contacted, qualified, returned, accepted', async () => {
    const { leadId, lead } = await contactedLead();
    expect(await inList('/v1/queues/is?limit=200', leadId)).toMatchObject({
      name: '田中 葵',
      company: 'ｱｵｿﾞﾗ食品',
      since: '2026-01-05T10:00:00+09:00',
      attempts: 1,
      lastContact: { channel: 'phone', outcome: 'connected' },
      bant: null,
      returned: null,
    });
    await step('inside_sales', `${lead}/assign`, { assignee: leadId, department: 'inside_sales' });
    await step('inside_sales', `${lead}/qualify`, { override: { reason: 'known_customer' } });
    await notInList('/v1/queues/is?limit=200', leadId);
    expect(await inList('/v1/queues/sql?limit=200', leadId)).toMatchObject({
      override: 'known_customer',
      assignee: null,
    });
    await step('sales', `${lead}/assign`, { assignee: leadId, department: 'sales' });
    expect(await inList(`/v1/queues/sql?assignee=${leadId}`, leadId)).toMatchObject({
      assignee: leadId,
    });
    await step('sales', `${lead}/return`, { reason: 'no_budget' });
    await notInList('/v1/queues/sql?limit=200', leadId);
    expect(await inList('/v1/queues/is?limit=200', leadId)).toMatchObject({
      returned: { reason: 'no_budget' },
      assignee: null,
    });
  });

  it('the directory finds a lead by every name that it bears', async () => {
    const { leadId, lead, email, id } = await contactedLead();
    await step('inside_sales', `${lead}/qualify`, { override: { reason: 'known_customer' } });
    await step('sales', `${lead}/accept`, { owner: leadId });
    await inList(`/v1/directory?owner=${leadId}`, leadId);
    const company = encodeURIComponent('アオゾラ');
    for (const query of [
      `email=${email.toUpperCase()}`,
      `externalSystem=crm&externalId=${id}`,
      `email=${email}&externalSystem=crm&externalId=${id}&stage=accepted`,
      `company=${company}&owner=${leadId}`,
      `stage=accepted&channel=web&owner=${leadId}`,
    ]) {
      const { items } = await get(`/v1/directory?${query}`);
      expect([query, items]).toMatchObject([query, [{ leadId, name: '田中 葵' }]]);
    }
    const other = await contactedLead();
    for (const query of [
      'email=nobody@example.com',
      `email=${email}&stage=mql`,
      `email=${email}&externalSystem=crm&externalId=${other.id}`,
    ]) {
      expect([query, await get(`/v1/directory?${query}`)]).toEqual([
        query,
        { items: [], next: null },
      ]);
    }
    const half = await as(running, 'auditor').get('/v1/directory?externalSystem=crm');
    expect([half.status, half.body.code]).toEqual([400, 'invalid_input']);
  });

  it('tells the history in the language that is asked for, else accepted', async () => {
    const { lead } = await contactedLead();
    const last = async (query: string, acceptLanguage = '') => {
      const { items } = await eventually(
        async () => {
          const headers = {
            authorization: `Bearer ${running.tokens.auditor}`,
            'accept-language': acceptLanguage,
          };
          const answer = await fetch(`${running.url}${lead}/timeline${query}`, { headers });
          return (await answer.json()) as { items: { type: string; text: string }[] };
        },
        (body) => body.items.some(({ type }) => type === 'LeadContacted'),
      );
      return items.find(({ type }) => type === 'LeadContacted')!.text;
    };
    const english = /recorded: contact attempt 1 by phone: connected.*10:00 UTC\+09:00\.$/;
    const japanese = /の記録: 1回目のコンタクトです.*10:00 UTC\+09:00 です。$/;
    expect(await last('')).toMatch(english);
    expect(await last('', 'ja-JP, en;q=0.5')).toMatch(japanese);
    expect(await last('?lang=ja')).toMatch(japanese);
    expect(await last('?lang=en', 'ja')).toMatch(english);
    expect((await as(running, 'auditor').get(`${lead}/timeline?lang=fr`)).status).toBe(400);
  });

  it('answers every question as the documentation says, and nothing else', async () => {
    const { leadId, lead, email } = await contactedLead();
    const met = { verdict: 'met', note: 'said so' };
    const bant = { budget: met, authority: met, need: met, timing: { verdict: 'unknown' } };
    await step('inside_sales', `${lead}/bant`, bant);
    const waitsForSales = await contactedLead();
    await step('inside_sales', `${waitsForSales.lead}/qualify`, { override: { reason: 'x' } });
    const lost = await contactedLead();
    await step('inside_sales', `${lost.lead}/qualify`, { override: { reason: 'x' } });
    await step('sales', `${lost.lead}/accept`, { owner: 'mika' });
    await step('sales', `${lost.lead}/lose`, { reason: 'price', note: 'too dear' });
    await step('sales', `${lost.lead}/feedback`, { rating: 2, note: 'no need at all' });
    const bare = await as(running, 'marketing').post('/v1/leads', { source: { form: 'f' } });
    const promoted = `/v1/leads/${String(bare.body.leadId)}`;
    await step('marketing', `${promoted}/promote`, { reason: 'raised_hand' });
    await inList('/v1/queues/mql?limit=200', String(bare.body.leadId));
    await inList('/v1/queues/sql?limit=200', waitsForSales.leadId);
    await eventually(
      () => get(lost.lead),
      ({ feedback }) => feedback !== null,
    );

    const validate = await validators();
    const leads = [lead, lost.lead, promoted];
    const questions: (readonly [string, string])[] = [
      ['/v1/leads', `/v1/leads?email=${email}`],
      ...leads.map((path) => ['/v1/leads/{leadId}', path] as const),
      ...leads.map((path) => ['/v1/leads/{leadId}/timeline', `${path}/timeline`] as const),
      ...leads.map((path) => ['/v1/leads/{leadId}/score', `${path}/score`] as const),
      ['/v1/queues/mql', '/v1/queues/mql?limit=200'],
      ['/v1/queues/is', '/v1/queues/is?limit=1'],
      ['/v1/queues/is', '/v1/queues/is?limit=200'],
      ['/v1/queues/sql', '/v1/queues/sql?limit=200'],
      ['/v1/directory', '/v1/directory?limit=200'],
    ];
    for (const [route, path] of questions) {
      expect([path, validate(route, await get(path))]).toEqual([path, []]);
    }
    expect(JSON.stringify(await get('/v1/directory'))).toContain(leadId);
  });

  /** What is wrong with an answer by the OpenAPI document, fields that it does not name included. */
  async function validators() {
    interface Document {
      readonly paths: Record<
        string,
        { get: { responses: Record<string, { content: Record<string, { schema: AnySchema }> }> } }
      >;
      readonly components: { readonly schemas: Record<string, Record<string, unknown>> };
    }
    const answer = await fetch(`${running.url}/docs/openapi.json`);
    const { paths, components } = (await answer.json()) as Document;
    const closed = Object.entries(components.schemas).map(([name, schema]) => [
      name,
      { additionalProperties: false, ...schema },
    ]);
    const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
    ajv.addSchema({ components: { schemas: Object.fromEntries(closed) as AnySchema } }, 'door');
    return (route: string, body: unknown) => {
      const { schema } = paths[route]!.get.responses['200']!.content['application/json']!;
      const absolute = JSON.stringify(schema).replaceAll('"#/', '"door#/');
      const check = ajv.compile(JSON.parse(absolute) as AnySchema);
      return check(body) ? [] : check.errors;
    };
  }
});
