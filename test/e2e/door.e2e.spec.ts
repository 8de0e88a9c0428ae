import { newSigningKey, signToken } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { as, eventually, startStandalone, type Standalone } from './standalone-process';

describe('the door', () => {
  let home: string;
  let running: Standalone;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'tasuki-e2e-'));
    await chmod(home, 0o711);
    running = await startStandalone({ home, env: { LOG_LEVEL: 'trace' } });
  });
  afterAll(async () => {
    await running.stop();
    await rm(home, { recursive: true, force: true });
  });

  const marketing = () => as(running, 'marketing');
  const insideSales = () => as(running, 'inside_sales');
  const anEmail = () => `${randomUUID()}@example.com`;
  const capture = async (body: object = {}) => {
    const { body: receipt } = await marketing().post('/v1/leads', {
      source: { channel: 'web' },
      ...body,
    });
    return String(receipt.leadId);
  };

  it('from capture to MQL to first contact: every step an event, the queue follows', async () => {
    const leadId = await capture({
      person: { name: '田中 葵', email: anEmail(), seniority: 'director' },
      company: { name: 'Aozora Foods' },
    });
    for (const activityType of ['seminar_attended', 'inquiry_submitted']) {
      const { status } = await marketing().post(`/v1/leads/${leadId}/activities`, { activityType });
      expect(status).toBe(201);
    }
    const queue = () => insideSales().get('/v1/queues/mql');
    const queued = await eventually(queue, ({ body }) => idsIn(body).includes(leadId));
    const item = (queued.body.items as { leadId: string }[]).find((i) => i.leadId === leadId);
    expect(item).toMatchObject({
      name: '田中 葵',
      company: 'Aozora Foods',
      score: 50,
      qualifiedBy: 'score',
    });

    const score = await marketing().get(`/v1/leads/${leadId}/score`);
    expect(score.body).toMatchObject({
      threshold: 50,
      provisional: true,
      recorded: { behaviour: 35, attribute: 15, total: 50, definition: { version: 0 } },
    });
    const contact = { channel: 'phone', outcome: 'connected', note: 'wants a quote' };
    expect((await insideSales().post(`/v1/leads/${leadId}/contacts`, contact)).status).toBe(201);
    await eventually(queue, ({ body }) => !idsIn(body).includes(leadId));

    const timeline = await eventually(
      () => as(running, 'auditor').get(`/v1/leads/${leadId}/timeline`),
      ({ body }) => JSON.stringify(body.items).includes('"sqlDecision"'),
    );
    const texts = (timeline.body.items as { text: string; data: object }[]).map(({ text }) => text);
    expect(texts.at(0)).toContain('captured through web, at Aozora Foods');
    expect(texts.join('\n')).toContain('marketing qualified: 50 of 50 points');
    expect(texts.slice(-3)).toEqual([
      expect.stringContaining('the first contact of this MQL'),
      expect.stringContaining('deadline for the first contact met'),
      expect.stringContaining('deadline for the SQL decision set'),
    ]);
    expect(JSON.stringify(timeline.body)).toContain('wants a quote');

    const lead = await as(running, 'sales').get(`/v1/leads/${leadId}`);
    expect(lead.body).toMatchObject({ stage: 'contacted', person: { name: '田中 葵' } });
    expect(lead.headers.get('etag')).toMatch(/^"\d+"$/);
  });

  it('walks a lead through its whole life, each step on the version that its sender has seen', async () => {
    const leadId = await capture({ person: { email: anEmail() } });
    let version = 1;
    const seen = () =>
      eventually(
        () => as(running, 'auditor').get(`/v1/leads/${leadId}`),
        ({ body }) => Number(body.version) >= version,
      );
    const step = async (role: string, name: string, body: object, leadsTo: string) => {
      const etag = (await seen()).headers.get('etag')!;
      const taken = await fetch(`${running.url}/v1/leads/${leadId}/${name}`, {
        method: name === 'profile' ? 'PATCH' : 'POST',
        headers: {
          authorization: `Bearer ${running.tokens[role]}`,
          'content-type': 'application/json',
          'if-match': etag,
        },
        body: JSON.stringify(body),
      });
      expect([name, taken.status]).toEqual([name, name === 'contacts' ? 201 : 200]);
      ({ version } = (await taken.json()) as { version: number });
      expect([name, (await seen()).body.stage]).toEqual([name, leadsTo]);
    };
    const reason = { reason: 'because' };
    const met = { verdict: 'met' };
    const contact = { channel: 'phone', outcome: 'connected' };
    const value = { amount: '1200000', currency: 'JPY' };

    await step('marketing', 'profile', { person: { seniority: 'vp' } }, 'nurturing');
    await step('marketing', 'consent', { purpose: 'newsletter', given: true }, 'nurturing');
    await step('inside_sales', 'assign', { assignee: 'mika', department: 'sales' }, 'nurturing');
    await step('marketing', 'promote', reason, 'mql');
    await step('inside_sales', 'recycle', reason, 'nurturing');
    await step('inside_sales', 'disqualify', reason, 'disqualified');
    await step('inside_sales', 'reopen', reason, 'nurturing');
    await step('inside_sales', 'promote', reason, 'mql');
    await step('inside_sales', 'contacts', contact, 'contacted');
    const letters = { budget: met, authority: met, need: met, timing: met };
    await step('inside_sales', 'bant', letters, 'contacted');
    await step('inside_sales', 'qualify', {}, 'sql');
    await step('sales', 'return', reason, 'contacted');
    await step('inside_sales', 'qualify', {}, 'sql');
    await step('sales', 'accept', { owner: 'mika' }, 'accepted');
    await step('sales', 'lose', reason, 'lost');
    await step('sales', 'correct-outcome', reason, 'accepted');
    await step('sales', 'win', { value, closedOn: '2026-05-01' }, 'won');
    await step('sales', 'customer-value', { lifetimeValue: value, asOf: '2026-05-01' }, 'won');
    await step('sales', 'feedback', { rating: 5 }, 'won');
    expect((await seen()).body).toMatchObject({ cycle: 3, owner: 'mika', outcome: { value } });
  });

  it('answers the same Idempotency-Key as the first time, and refuses another body under it', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = { source: { form: 'contact' }, person: { email: anEmail() } };
    const first = await marketing().post('/v1/leads', body, key);
    const second = await marketing().post('/v1/leads', body, key);
    expect([second.status, second.body]).toEqual([201, first.body]);
    const other = await marketing().post('/v1/leads', { ...body, source: { form: 'x' } }, key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('merges a second capture into the known lead, and finds it by both identities', async () => {
    const [email, id] = [anEmail(), randomUUID()];
    const leadId = await capture({ person: { email } });
    const again = await marketing().post('/v1/leads', {
      source: { form: 'contact', external: { system: 'crm', id } },
      person: { email: email.toUpperCase() },
    });
    expect([again.status, again.body.leadId]).toEqual([200, leadId]);
    for (const query of [`email=${email}`, `externalSystem=crm&externalId=${id}`]) {
      expect((await marketing().get(`/v1/leads?${query}`)).body.leadId).toBe(leadId);
    }
    expect((await marketing().get('/v1/leads?email=nobody@example.com')).status).toBe(404);
    expect((await marketing().get('/v1/leads?externalSystem=crm')).status).toBe(400);
  });

  it('answers bulk captures item by item, and again as the first time', async () => {
    const email = anEmail();
    const items = [
      { key: `${email}-1`, source: { channel: 'web' }, person: { email } },
      { key: `${email}-2`, source: { channel: 'Web!' } },
      { source: { channel: 'web' } },
      { key: `${email}-4`, source: { form: 'contact' }, person: { email } },
    ];
    const { status, body } = await marketing().post('/v1/leads/bulk', { items });
    expect(status).toBe(200);
    const results = body.results as {
      status: number;
      problem?: object;
      receipt?: { leadId: string };
    }[];
    expect(results.map((result) => result.status).sort()).toEqual([200, 201, 400, 400]);
    expect(results[1]!.problem).toMatchObject({
      code: 'invalid_input',
      errors: [{ path: 'items[1].source.channel', message: 'is no slug' }],
    });
    expect(results[0]!.receipt!.leadId).toBe(results[3]!.receipt!.leadId);
    expect((await marketing().post('/v1/leads/bulk', { items })).body).toEqual(body);
  });

  it('answers each item of a bulk request also when items are hostile', async () => {
    const items: unknown[] = [
      { key: randomUUID(), source: { channel: 'web' } },
      { key: randomUUID(), source: { channel: 'web' }, constructor: 1 },
      { key: randomUUID(), source: { channel: 'web' }, occurredAt: '2026-02-30T10:00:00Z' },
      { key: randomUUID(), source: { channel: 'web' }, consents: [[{}]] },
      null,
      'text',
    ];
    const { body } = await marketing().post('/v1/leads/bulk', { items });
    const results = body.results as { status: number }[];
    expect(results.map(({ status }) => status)).toEqual([201, 400, 400, 400, 400, 400]);
    const wrong = await marketing().post('/v1/leads/bulk', { items, more: 1 });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'invalid_input']);
  });

  it('takes 1,000 items at once, and refuses 1,001', async () => {
    const items = Array.from({ length: 1000 }, (_, index) => ({
      key: `bulk-${index}`,
      source: { external: { system: 'bulk', id: `${index}` } },
    }));
    const { body } = await marketing().post('/v1/leads/bulk', { items });
    const results = body.results as { status: number }[];
    expect(results.filter(({ status }) => status === 201)).toHaveLength(1000);
    const more = await marketing().post('/v1/leads/bulk', { items: [...items, { key: 'x' }] });
    expect([more.status, more.body.code]).toEqual([400, 'invalid_input']);
  });

  it('records bulk activities by lead id, e-mail and external id', async () => {
    const [email, id] = [anEmail(), randomUUID()];
    const leadId = await capture({
      person: { email },
      source: { external: { system: 'ma', id } },
    });
    const activity = { activityType: 'document_downloaded' };
    const { body } = await as(running, 'service').post('/v1/activities/bulk', {
      items: [
        { key: '1', leadId, ...activity },
        { key: '2', email, ...activity },
        { key: '3', external: { system: 'ma', id }, ...activity },
        { key: '4', email: anEmail(), ...activity },
        { key: '5', email, leadId, ...activity },
      ],
    });
    const results = body.results as { status: number }[];
    expect(results.map(({ status }) => status)).toEqual([201, 201, 201, 404, 400]);
  });

  it('retracts an activity: it stays in the history and stops counting', async () => {
    const leadId = await capture();
    const recorded = await marketing().post(`/v1/leads/${leadId}/activities`, {
      activityType: 'inquiry_submitted',
    });
    const [{ id: eventId }] = recorded.body.events as [{ id: string }];
    const retract = (id: string) =>
      marketing().post(`/v1/leads/${leadId}/activities/${id}/retract`, { reason: 'spam' });
    expect((await retract(eventId)).status).toBe(200);
    expect((await retract(randomUUID())).status).toBe(404);
    const score = await marketing().get(`/v1/leads/${leadId}/score`);
    expect(score.body).toMatchObject({ now: { total: 0 } });
  });

  it('pages through the queue without losing or repeating a lead, in both orders', async () => {
    const leads = await Promise.all(
      Array.from({ length: 12 }, () => capture({ person: { seniority: 'vp' } })),
    );
    await Promise.all(
      leads.flatMap((leadId) =>
        ['seminar_attended', 'inquiry_submitted'].map((activityType) =>
          marketing().post(`/v1/leads/${leadId}/activities`, { activityType }),
        ),
      ),
    );
    const everyOne = (body: Record<string, unknown>) =>
      leads.every((id) => idsIn(body).includes(id));
    await eventually(
      () => insideSales().get('/v1/queues/mql?limit=200'),
      ({ body }) => everyOne(body),
    );
    for (const sort of ['since', 'score']) {
      const all: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body } = await insideSales().get(`/v1/queues/mql?sort=${sort}&limit=5${cursor}`);
        all.push(...idsIn(body));
        cursor = typeof body.next === 'string' ? `&cursor=${body.next}` : null;
      }
      expect(new Set(all).size).toBe(all.length);
      expect(all).toEqual(expect.arrayContaining(leads));
    }
    const wrong = await insideSales().get('/v1/queues/mql?cursor=bm9uZQ');
    expect([wrong.status, wrong.body.code]).toEqual([400, 'invalid_cursor']);
  });

  describe('refuses, naming the field, the problem and what is allowed:', () => {
    const post = (body: unknown, path = '/v1/leads') => marketing().post(path, body);
    it.each([
      ['an unknown field', { source: { channel: 'web' }, extra: 1 }, 'extra', 'not a field'],
      ['an unknown inner field', { source: { channel: 'web', x: 1 } }, 'source.x', 'not a field'],
      ['a missing source', {}, 'source', 'no object'],
      ['an empty source', { source: {} }, 'source', 'empty'],
      ['a number for text', { source: { channel: 7 } }, 'source.channel', 'no slug'],
      ['null', { source: { channel: 'web' }, person: null }, 'person', 'no object'],
      ['no e-mail', { source: { form: 'f' }, person: { email: 'x' } }, 'person.email', 'no e-mail'],
      [
        'a time without offset',
        { source: { form: 'f' }, occurredAt: '2026-05-01T10:00:00' },
        'occurredAt',
        'offset',
      ],
      [
        'an inherited name',
        { source: { channel: 'web' }, constructor: 1 },
        'constructor',
        'not a field',
      ],
      ['an inherited inner name', { source: { toString: 'x' } }, 'source.toString', 'not a field'],
      ['a line feed in a label', { source: { form: 'a\nb' } }, 'source.form', 'control'],
      ['no object in a list', { source: { form: 'f' }, consents: ['x'] }, 'consents', 'no object'],
      ['a list in a list', { source: { form: 'f' }, consents: [[{}]] }, 'consents', 'no object'],
      [
        'a day that is not',
        { source: { form: 'f' }, occurredAt: '2026-02-30T10:00:00Z' },
        'occurredAt',
        'instant',
      ],
      [
        'the year 0',
        { source: { form: 'f' }, occurredAt: '0000-01-01T00:00:00Z' },
        'occurredAt',
        'instant',
      ],
      [
        'an offset of 17 hours',
        { source: { form: 'f' }, occurredAt: '2026-01-01T00:00:00+17:00' },
        'occurredAt',
        'instant',
      ],
      ['U+0000', { source: { form: 'a\u0000b' } }, 'source.form', 'U+0000'],
      ['a lone surrogate', '{"source":{"form":"\\ud83d"}}', 'source.form', 'surrogate'],
      ['a list', [], '', 'no object'],
    ])('%s', async (_, body, path, message) => {
      const { status, body: problem, headers } = await post(body);
      expect([status, problem.code]).toEqual([400, 'invalid_input']);
      expect(headers.get('content-type')).toContain('application/problem+json');
      const [first] = problem.errors as { path: string; message: string }[];
      expect(first).toMatchObject({ path, message: expect.stringContaining(message) as string });
    });

    it.each([
      [
        'the future',
        { activityType: 'x', occurredAt: '2099-01-01T00:00:00Z' },
        422,
        'occurred_in_future',
      ],
      ['broken JSON', '{"activityType":', 400, 'malformed_request'],
      [
        'a body over 2 MiB',
        { activityType: 'x', note: 'x'.repeat(2_200_000) },
        413,
        'body_too_large',
      ],
      ['deep nesting', `{"note":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 400, 'invalid_input'],
    ])('%s', async (_, body, status, code) => {
      const leadId = await capture();
      const refused = await post(body, `/v1/leads/${leadId}/activities`);
      expect([refused.status, refused.body.code]).toEqual([status, code]);
    });

    it('what is not JSON, and paths that cannot be read, with a problem document', async () => {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
        const refused = await marketing().post('/v1/leads', 'source=web', { 'content-type': type });
        expect([refused.status, refused.body.code]).toEqual([415, 'unsupported_media_type']);
      }
      const unreadable = await marketing().get('/v1/leads/%zz');
      expect([unreadable.status, unreadable.body.code]).toEqual([400, 'malformed_request']);
      const cursor = Buffer.from('["mql:since","x",1,"k"]').toString('base64url');
      const forged = await marketing().get(`/v1/queues/mql?cursor=${cursor}`);
      expect([forged.status, forged.body.code]).toEqual([400, 'invalid_cursor']);
      expect((await marketing().get('/v1/queues/mql?constructor=1')).status).toBe(400);
    });

    it('what is not there', async () => {
      const unknown = await post({ activityType: 'x' }, `/v1/leads/${randomUUID()}/activities`);
      expect([unknown.status, unknown.body.code]).toEqual([404, 'lead_not_found']);
      const noRoute = await marketing().get('/v1/nothing');
      expect([noRoute.status, noRoute.body.code]).toEqual([404, 'no_such_route']);
      expect((await marketing().get('/v1/leads/not-a-uuid')).status).toBe(400);
    });
  });

  describe('lets nobody in', () => {
    const status = async (headers: Record<string, string>) =>
      (await fetch(`${running.url}/v1/queues/mql`, { headers })).status;
    const claims = {
      subject: 'eve',
      department: null,
      roles: ['marketing'],
      issuer: 'tasuki',
      audience: 'tasuki',
      validFor: '1h',
    } as const;
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

    it('without a token, with a broken one, or one of another scheme', async () => {
      expect(await status({})).toBe(401);
      expect(await status(bearer('x.y.z'))).toBe(401);
      expect(await status({ authorization: `Basic ${running.tokens.marketing}` })).toBe(401);
    });

    it('with a token that somebody else signed, that is expired, unsigned, or meant for others', async () => {
      const path = join(home, 'signing-key.json');
      const { privateKey } = JSON.parse(await readFile(path, 'utf8')) as Awaited<
        ReturnType<typeof newSigningKey>
      >;
      const own = (more: object) => signToken(privateKey, { ...claims, ...more });
      expect(await status(bearer(await own({})))).toBe(200);
      expect(await status(bearer(await own({ validFor: '-1h' })))).toBe(401);
      expect(await status(bearer(await own({ audience: 'others' })))).toBe(401);
      expect(await status(bearer(await own({ issuer: 'others' })))).toBe(401);
      expect(await status(bearer(await own({ roles: ['emperor'] })))).toBe(401);
      const forged = await signToken((await newSigningKey()).privateKey, claims);
      expect(await status(bearer(forged))).toBe(401);
      const [, payload] = (await own({})).split('.');
      const none = Buffer.from('{"alg":"none"}').toString('base64url');
      expect(await status(bearer(`${none}.${payload}.`))).toBe(401);
    });

    it('whose roles do not suffice', async () => {
      for (const role of ['auditor', 'admin', 'sales']) {
        const refused = await as(running, role).post('/v1/leads', { source: { channel: 'web' } });
        expect([role, refused.status, refused.body.code]).toEqual([role, 403, 'forbidden']);
      }
    });

    it('but shows health and documentation to everybody', async () => {
      const documents = ['/docs', '/docs/openapi.json', '/docs/asyncapi.json'];
      for (const path of ['/health/live', '/health/ready', ...documents]) {
        expect([path, (await fetch(running.url + path)).status]).toEqual([path, 200]);
      }
    });
  });

  it('documents every route of the door as OpenAPI 3.1', async () => {
    const document = (await (await fetch(`${running.url}/docs/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<string, object>;
    };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).sort()).toEqual([
      '/health/live',
      '/health/ready',
      '/metrics',
      '/v1/activities/bulk',
      '/v1/admin/discarded-events',
      '/v1/admin/parked',
      '/v1/admin/parked/{target}/{stream}/discard',
      '/v1/admin/parked/{target}/{stream}/retry',
      '/v1/admin/read-models',
      '/v1/admin/read-models/{name}/rebuild',
      '/v1/calendars',
      '/v1/calendars/{calendarId}',
      '/v1/calendars/{calendarId}/versions',
      '/v1/directory',
      '/v1/events',
      '/v1/events/stream',
      '/v1/holidays',
      '/v1/leads',
      '/v1/leads/bulk',
      '/v1/leads/{leadId}',
      '/v1/leads/{leadId}/accept',
      '/v1/leads/{leadId}/activities',
      '/v1/leads/{leadId}/activities/{eventId}/retract',
      '/v1/leads/{leadId}/assign',
      '/v1/leads/{leadId}/bant',
      '/v1/leads/{leadId}/claim',
      '/v1/leads/{leadId}/consent',
      '/v1/leads/{leadId}/contacts',
      '/v1/leads/{leadId}/correct-outcome',
      '/v1/leads/{leadId}/customer-value',
      '/v1/leads/{leadId}/disqualify',
      '/v1/leads/{leadId}/feedback',
      '/v1/leads/{leadId}/lose',
      '/v1/leads/{leadId}/profile',
      '/v1/leads/{leadId}/promote',
      '/v1/leads/{leadId}/put-back',
      '/v1/leads/{leadId}/qualify',
      '/v1/leads/{leadId}/recycle',
      '/v1/leads/{leadId}/reopen',
      '/v1/leads/{leadId}/return',
      '/v1/leads/{leadId}/score',
      '/v1/leads/{leadId}/slas/{slaId}/pause',
      '/v1/leads/{leadId}/slas/{slaId}/proof',
      '/v1/leads/{leadId}/slas/{slaId}/replan',
      '/v1/leads/{leadId}/slas/{slaId}/resume',
      '/v1/leads/{leadId}/timeline',
      '/v1/leads/{leadId}/win',
      '/v1/notifications',
      '/v1/notifications/{notificationId}/redeliver',
      '/v1/people',
      '/v1/queues/counts',
      '/v1/queues/is',
      '/v1/queues/mql',
      '/v1/queues/sql',
      '/v1/queues/untouched',
      '/v1/queues/{queue}/stream',
      '/v1/reports/sla',
      '/v1/tickets',
    ]);
  });

  it('writes no personal data, token or body to its log', async () => {
    const canary = `kanariya-${randomUUID()}@canary.example`;
    await capture({ person: { name: 'Kanariya Tori', email: canary } });
    await marketing().post('/v1/leads', {
      source: { channel: 'web' },
      person: { email: `${canary}@` },
    });
    await marketing().get(`/v1/leads?email=${canary}`);
    const log = running.output().split('Ctrl-C stops it.')[1]!;
    for (const text of [canary, 'Kanariya', running.tokens.marketing!])
      expect(log).not.toContain(text);
  });
});

function idsIn(body: Record<string, unknown>): string[] {
  return (body.items as { leadId: string }[]).map(({ leadId }) => leadId);
}
