import { settableClock, type Role } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';
import { type Answer, type Door, openDoor } from '../support/door';
import { anOrigin } from '../support/test-runtime';
import { answerCheck, type CheckAnswer } from './answer-check';
import { type ApiOperation, operationsOf, readDocument } from './api-operations';
import { expectProblem } from './expect-problem';

const hours = (n: number) => n * 3_600_000;

/** Of May 2026, in Tokyo; the 11th is a Monday. */
const may = (day: number, time: string) =>
  new Date(`2026-05-${day}T${time}:00+09:00`).toISOString();

describe('deadlines at the door', () => {
  const clock = settableClock();
  let door: Door;
  let operations: readonly ApiOperation[];
  let wrongIn: CheckAnswer;
  beforeAll(async () => {
    door = await openDoor({ clock });
    const document = await readDocument(door);
    operations = operationsOf(document);
    wrongIn = answerCheck(document);
  });
  afterAll(() => door.remove());
  beforeEach(() => clock.set(may(11, '10:00')));

  const post = (role: Role, path: string, body?: object, headers = {}) =>
    door.as(role, { path: `/v1/leads/${path}`, body, headers });

  /** Up with the log, and as the documentation says. */
  async function get(operationId: string, path: string): Promise<Answer> {
    const headers = { 'tasuki-after': await door.runtime.store.head() };
    const answer = await door.as('auditor', { method: 'GET', path, headers });
    const operation = operations.find((one) => one.operationId === operationId)!;
    expect([path, answer.status, wrongIn(operation, answer)]).toEqual([path, 200, []]);
    return answer;
  }
  const lead = (leadId: string) => get('readLead', `/v1/leads/${leadId}`);
  const slasOf = async (leadId: string) =>
    (await lead(leadId)).body.slas as readonly { slaId: string; sla: string }[];
  async function deadlineIn(queue: 'Mql' | 'Is' | 'Sql', leadId: string): Promise<unknown> {
    const path = `/v1/queues/${queue.toLowerCase()}?limit=200`;
    const { body } = await get(`list${queue}Queue`, path);
    const rows = body.items as readonly { leadId: string; deadline: unknown }[];
    return rows.find((row) => row.leadId === leadId)!.deadline;
  }

  async function promoted(): Promise<{ leadId: string; slaId: string }> {
    const source = { channel: 'web' };
    const { body } = await door.as('marketing', { path: '/v1/leads', body: { source } });
    const leadId = String(body.leadId);
    await post('marketing', `${leadId}/promote`, { reason: 'hand_raiser' });
    const [first] = await slasOf(leadId);
    return { leadId, slaId: first!.slaId };
  }
  /** Its last deadline is that for the decision whether it is an SQL. */
  async function contacted(): Promise<{ leadId: string; slaId: string; path: string }> {
    const { leadId } = await promoted();
    const contact = { channel: 'phone', outcome: 'connected' };
    await post('inside_sales', `${leadId}/contacts`, contact);
    const { slaId } = (await slasOf(leadId)).at(-1)!;
    return { leadId, slaId, path: `${leadId}/slas/${slaId}` };
  }
  const waiting = { reason: 'waiting_for_lead' };
  const pause = (path: string) => post('inside_sales', `${path}/pause`, waiting);
  const replan = (path: string, more = {}) =>
    post('admin', `${path}/replan`, { reason: 'wrong_holidays', ...more });
  const typesIn = ({ body }: Answer) =>
    (body.events as readonly { type: string }[]).map(({ type }) => type);
  /** As the clock would tell it; here nobody waits for it. */
  const runOut = (leadId: string, slaId: string, timer: 'warning' | 'breach') =>
    door.runtime.leads.execute(leadId, { type: 'RecordSlaTimer', slaId, timer }, anOrigin());

  it('a decision is paused, resumed and replanned: its queue and the lead tell so', async () => {
    const { leadId, slaId, path } = await contacted();
    const running = { slaId, sla: 'sqlDecision', state: 'running', warned: false, breached: false };
    expect(await deadlineIn('Is', leadId)).toEqual({
      ...running,
      warnAt: may(13, '09:30'),
      dueAt: may(14, '18:00'),
      paused: null,
      remaining: { wallMs: hours(80), workingMs: hours(31) },
    });

    clock.set(may(12, '10:00'));
    expect(typesIn(await pause(path))).toEqual(['SlaPaused']);
    clock.set(may(13, '15:00'));
    expect(await deadlineIn('Is', leadId)).toEqual({
      ...running,
      warnAt: may(13, '09:30'),
      dueAt: may(14, '18:00'),
      paused: { since: may(12, '10:00'), until: may(26, '18:00') },
      remaining: { wallMs: hours(56), workingMs: hours(23) },
    });

    expect(typesIn(await post('inside_sales', `${path}/resume`))).toEqual(['SlaResumed']);
    expect(await deadlineIn('Is', leadId)).toEqual({
      ...running,
      warnAt: may(14, '09:30'),
      dueAt: may(15, '18:00'),
      paused: null,
      remaining: { wallMs: hours(51), workingMs: hours(19) },
    });

    const moved = await replan(path, { dueAt: '2026-05-20T09:00:00Z', note: 'on a fair' });
    expect(typesIn(moved)).toEqual(['SlaReplanned']);
    expect(await deadlineIn('Is', leadId)).toMatchObject({ slaId, dueAt: may(20, '18:00') });
    const [first, decision] = await slasOf(leadId);
    expect(first).toMatchObject({
      sla: 'firstContact',
      state: 'met',
      ended: { how: 'met', at: may(11, '10:00'), elapsed: { wallMs: 0 } },
    });
    expect(decision).toMatchObject({
      ...running,
      cycle: 1,
      startedAt: may(11, '10:00'),
      dueAt: may(20, '18:00'),
      paused: null,
      pauses: [{ since: may(12, '10:00'), until: may(13, '15:00') }],
      ended: null,
      terms: { amount: 3, unit: 'business_days', warnAt: 0.5, longestPause: 10 },
      calendar: { id: 'default', version: 0 },
      beyondHorizon: false,
    });

    const { body } = await get('readTimeline', `/v1/leads/${leadId}/timeline`);
    const told = (body.items as readonly { type: string; text: string; data: object }[]).slice(-3);
    expect(told).toMatchObject([
      { type: 'SlaPaused', data: waiting },
      { type: 'SlaResumed', data: { by: 'person' } },
      { type: 'SlaReplanned', data: { note: 'on a fair' } },
    ]);
    expect(told[0]!.text).toContain('deadline for the SQL decision paused');
  });

  it('each queue shows the deadline of whoever must act; a lead that was imported has none', async () => {
    const { leadId } = await promoted();
    expect(await deadlineIn('Mql', leadId)).toMatchObject({ sla: 'firstContact' });
    await post('inside_sales', `${leadId}/contacts`, { channel: 'phone', outcome: 'connected' });
    await post('inside_sales', `${leadId}/qualify`, { override: { reason: 'old_customer' } });
    expect(await deadlineIn('Sql', leadId)).toMatchObject({ sla: 'salesAcceptance' });
    await post('sales', `${leadId}/accept`);
    expect((await slasOf(leadId)).map(({ sla }) => sla)).toEqual([
      'firstContact',
      'sqlDecision',
      'salesAcceptance',
    ]);

    const { leads } = door.runtime;
    const capture = { type: 'CaptureLead', by: 'import', source: {}, consents: [] } as const;
    const imported = (await leads.capture(capture, anOrigin())).leadId;
    const history = { type: 'ImportHistory', target: 'sql', reachedAt: {} } as const;
    await leads.execute(imported, history, anOrigin());
    expect(await deadlineIn('Sql', imported)).toBeNull();
    expect(await slasOf(imported)).toEqual([]);
  });

  it('what has passed is shown by how much, and can be neither paused nor replanned', async () => {
    const { leadId, slaId, path } = await contacted();
    clock.set(may(18, '10:00'));
    await runOut(leadId, slaId, 'breach');
    expect(await deadlineIn('Is', leadId)).toMatchObject({
      state: 'breached',
      breached: true,
      remaining: { wallMs: hours(-88), workingMs: hours(-9) },
    });
    for (const answer of [await pause(path), await replan(path)]) {
      expectProblem(answer, 409, 'sla_not_running');
      expect(answer.body.details).toEqual({ sla: 'sqlDecision', state: 'breached' });
    }
  });

  it('a first contact is not paused', async () => {
    const { leadId, slaId } = await promoted();
    expectProblem(await pause(`${leadId}/slas/${slaId}`), 409, 'sla_not_pausable');
  });

  it('a pause is one: not paused twice, not resumed twice; a repeated command is no second one', async () => {
    const { path } = await contacted();
    const key = { 'idempotency-key': randomUUID() };
    const first = await post('inside_sales', `${path}/pause`, waiting, key);
    expectProblem(await pause(path), 409, 'sla_not_running');
    const again = await post('inside_sales', `${path}/pause`, waiting, key);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect((await post('inside_sales', `${path}/resume`)).status).toBe(200);
    expectProblem(await post('inside_sales', `${path}/resume`), 409, 'sla_not_paused');
  });

  it('a deadline is set anew within the year to come, or by the policy of today', async () => {
    const { leadId, path } = await contacted();
    const dueAt = async () => (await deadlineIn('Is', leadId)) as { dueAt: string };
    for (const [said, code] of [
      ['2026-05-11T10:00:00+09:00', 'deadline_not_ahead'],
      ['1999-12-31T00:00:00Z', 'deadline_not_ahead'],
      ['2027-05-13T00:00:00Z', 'deadline_too_far'],
      ['9999-12-31T23:59:59-14:00', 'deadline_too_far'],
    ] as const) {
      expectProblem(await replan(path, { dueAt: said }), 422, code);
    }
    expect((await replan(path, { dueAt: '2026-06-01T12:00:00+09:00' })).status).toBe(200);
    expect(await dueAt()).toMatchObject({ dueAt: '2026-06-01T03:00:00.000Z' });
    expect((await replan(path)).status).toBe(200);
    expect(await dueAt()).toMatchObject({ dueAt: may(14, '18:00') });
  });

  it('is named by its lead and its own id', async () => {
    const [one, other] = [await contacted(), await contacted()];
    for (const slaId of [other.slaId, randomUUID()]) {
      const answer = await pause(`${one.leadId}/slas/${slaId}`);
      expectProblem(answer, 404, 'sla_not_found');
      expect(answer.body.details).toEqual({ slaId });
    }
    expect((await pause(one.path.toUpperCase().replace('SLAS', 'slas'))).status).toBe(200);
    const answer = await pause(`${one.leadId}/slas/firstContact`);
    expectProblem(answer, 400, 'invalid_input');
    expect(answer.body.errors).toMatchObject([{ path: 'slaId', allowed: 'a UUID' }]);
  });

  it('is paused by inside sales, and replanned by an admin: nobody else', async () => {
    const { path } = await contacted();
    const before = await door.runtime.store.head();
    for (const role of ['sales', 'marketing', 'service', 'admin', 'auditor'] as const) {
      expectProblem(await post(role, `${path}/pause`, waiting), 403, 'forbidden');
      expectProblem(await post(role, `${path}/resume`), 403, 'forbidden');
    }
    for (const role of ['inside_sales', 'sales', 'service'] as const) {
      expectProblem(await post(role, `${path}/replan`, waiting), 403, 'forbidden');
    }
    expect(await door.runtime.store.head()).toBe(before);
  });

  it.each([
    ['pause', {}, 'reason'],
    ['pause', { ...waiting, until: '2026-05-20T09:00:00Z' }, 'until'],
    ['resume', waiting, 'reason'],
    ['replan', { dueAt: '2026-05-20T09:00:00Z' }, 'reason'],
    ['replan', { ...waiting, dueAt: '2026-05-20' }, 'dueAt'],
    ['replan', { ...waiting, dueAt: '2026-05-20T09:00:00' }, 'dueAt'],
    ['replan', { ...waiting, dueAt: null }, 'dueAt'],
  ])('%s refuses %j by name', async (name, body, path) => {
    const role = name === 'replan' ? 'admin' : 'inside_sales';
    const answer = await post(role, `${randomUUID()}/slas/${randomUUID()}/${name}`, body);
    expectProblem(answer, 400, 'invalid_input');
    expect(answer.body.errors).toMatchObject([{ path }]);
  });

  it('If-Match holds for it; a warning in between does not void it, a pause does', async () => {
    const { leadId, slaId, path } = await contacted();
    const seen = { 'if-match': String((await lead(leadId)).headers.etag) };
    clock.set(may(13, '10:00'));
    await runOut(leadId, slaId, 'warning');
    expect(await deadlineIn('Is', leadId)).toMatchObject({
      warned: true,
      warnAt: may(13, '09:30'),
    });
    expect((await post('inside_sales', `${path}/pause`, waiting, seen)).status).toBe(200);
    const resumed = await post('inside_sales', `${path}/resume`, undefined, seen);
    expectProblem(resumed, 412, 'precondition_failed');
  });
});
