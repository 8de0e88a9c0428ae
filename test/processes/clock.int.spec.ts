import { type LeadEventOf, leadStream } from '@tasuki/lead';
import { type PlainCommand, type RecordedLead } from '@tasuki/lead-service';
import { settableClock, type SettableClock } from '@tasuki/platform';
import { readModel, requestRebuild, slaClaims, slaTimers } from '@tasuki/read-models';
import { setTimeout as delay } from 'node:timers/promises';
import { observeClock } from '../../apps/projector/src/clock/observe-clock';
import { runSlaClock } from '../../apps/projector/src/clock/run-clock';
import { startProjector, untilLive } from '../../libs/read-models/testing/projecting';
import { anOrigin, openTestRuntime, type TestRuntime } from '../support/test-runtime';

const table = readModel(slaTimers).table;
const start = '2026-05-12T01:00:00.000Z';
const [warnAt, dueAt] = ['2026-05-12T13:00:00.000Z', '2026-05-13T01:00:00.000Z'];
/** Leads whose deadline is one instant; deadlines.e2e.spec has more of them, in processes. */
const many = 300;

describe('the clock', () => {
  let runtime: TestRuntime;
  let clock: SettableClock;
  let projecting: ReturnType<typeof startProjector>;
  beforeEach(async () => {
    clock = settableClock(start);
    runtime = await openTestRuntime(clock);
    projecting = startProjector(runtime, [readModel(slaTimers)]);
  });
  afterEach(async () => {
    await projecting.stop();
    await runtime.remove();
  });

  const send = (leadId: string, command: PlainCommand) =>
    runtime.leads.execute(leadId, command, anOrigin());
  const qualified = async () => {
    const command = { type: 'CaptureLead', source: {}, consents: [] } as const;
    const { leadId } = await runtime.leads.capture(command, anOrigin());
    await send(leadId, { type: 'PromoteLead', reason: 'raised_hand' });
    return leadId;
  };
  const manyQualified = async (count: number) => {
    const leads: string[] = [];
    while (leads.length < count) {
      leads.push(...(await Promise.all(Array.from({ length: 50 }, qualified))));
    }
    return leads;
  };
  const slaHistory = async (leadId: string) =>
    (await runtime.leads.history(leadId)).filter(({ type }) => type.startsWith('Sla'));
  const typesOf = async (leadId: string) =>
    (await slaHistory(leadId)).map(({ type }) => type.replace('Sla', ''));

  /** Runs clocks until nothing more comes of them. */
  async function tick(clocks = 1): Promise<void> {
    await untilLive(runtime, table);
    const stop = new AbortController();
    const running = Array.from({ length: clocks }, () =>
      runSlaClock(runtime, stop.signal, { tickMs: 5 }),
    );
    for (let quiet = '', head = 'x'; quiet !== head; await delay(100)) {
      quiet = head;
      head = await runtime.store.head();
      await untilLive(runtime, table);
    }
    stop.abort();
    await Promise.all(running);
  }

  it('warns once, and records the breach once, each strictly after its time', async () => {
    const leadId = await qualified();
    clock.set(warnAt);
    await tick();
    expect(await typesOf(leadId)).toEqual(['Started']);
    clock.advance(1);
    await tick();
    await tick();
    expect(await typesOf(leadId)).toEqual(['Started', 'Warned']);
    clock.set(dueAt);
    await tick();
    expect(await typesOf(leadId)).toEqual(['Started', 'Warned']);
    clock.advance(1);
    await tick();
    await tick();
    const [, warned, breached, ...more] = await slaHistory(leadId);
    expect([warned!.type, breached!.type, more]).toEqual(['SlaWarned', 'SlaBreached', []]);
    expect(breached).toMatchObject({
      recordedAt: '2026-05-13T01:00:00.001Z',
      metadata: { actor: { subject: 'tasuki-clock' } },
    });
  });

  it('writes no breach of what is done at the very deadline', async () => {
    const leadId = await qualified();
    clock.set(dueAt);
    await send(leadId, { type: 'RecordContact', channel: 'phone', outcome: 'connected' });
    clock.advance(60_000);
    await tick();
    expect(await typesOf(leadId)).toEqual(['Started', 'Met', 'Started']);
    expect(metOf(await slaHistory(leadId)).late).toBe(false);
  });

  it('finds written what a command has written before the timer came', async () => {
    const leadId = await qualified();
    clock.set('2026-05-13T01:00:00.001Z');
    await send(leadId, { type: 'RecordActivity', activityType: 'document_downloaded' });
    await tick();
    expect(await typesOf(leadId)).toEqual(['Started', 'Breached']);
    const [, breached] = await slaHistory(leadId);
    expect(breached!.metadata.actor.subject).toBe('aiko');
  });

  it('ends a pause at its limit, and goes on counting', async () => {
    const leadId = await qualified();
    await send(leadId, { type: 'RecordContact', channel: 'phone', outcome: 'connected' });
    const { slaId } = (await slaHistory(leadId)).at(-1)!.data as LeadEventOf<'SlaStarted'>['data'];
    await send(leadId, { type: 'PauseSla', slaId, reason: 'waiting_for_lead' });
    clock.set('2026-05-27T00:00:00.000Z');
    await tick();
    const types = await typesOf(leadId);
    expect(types).toEqual(['Started', 'Met', 'Started', 'Paused', 'Resumed']);
    const { data } = (await slaHistory(leadId)).at(-1)!;
    expect(data).toMatchObject({ by: 'limit', resumedAt: '2026-05-26T09:00:00.000Z' });
    clock.set('2026-06-10T00:00:00.000Z');
    await tick();
    expect((await typesOf(leadId)).slice(5)).toEqual(['Breached']);
  });

  it(`records ${many} deadlines of one instant, each once, none early, two clocks at once`, async () => {
    const leads = await manyQualified(many);
    clock.set('2026-05-13T01:00:00.001Z');
    await tick(2);
    for (const leadId of leads) {
      expect(await typesOf(leadId)).toEqual(['Started', 'Breached']);
    }
  }, 600_000);

  it('is fair when an outage has left many: the oldest first, and the newest do not wait for all', async () => {
    const old = await manyQualified(60);
    clock.advance(3_600_000);
    const late = await manyQualified(20);
    await untilLive(runtime, table);
    const claims = slaClaims(runtime.pool);
    const now = '2026-05-20T00:00:00.000Z';
    const first = (await claims.claim(now, 40)).map(({ leadId }) => leadId);
    expect(first).toHaveLength(40);
    expect(first.filter((leadId) => late.includes(leadId))).toHaveLength(10);
    const rest = [
      ...(await claims.claim(now, 40)),
      ...(await claims.claim(now, 40)),
      ...(await claims.claim(now, 40)),
    ];
    const all = [...first, ...rest.map(({ leadId }) => leadId)];
    expect(all.sort()).toEqual([...old, ...late].sort());
  });

  it('is not held up by a lead that takes no command', async () => {
    const [stuck, other] = [await qualified(), await qualified()];
    await runtime.pool.query(
      `insert into events (position, stream, version, id, type, schema_version, recorded_at, data, metadata)
       select max(position) + 1, $1, 99, gen_random_uuid(), 'SlaFromTheFuture', 1, now(), '{}', '{}'
       from events`,
      [leadStream(stuck)],
    );
    clock.set('2026-05-13T01:00:00.001Z');
    await tick();
    expect(await typesOf(other)).toEqual(['Started', 'Breached']);
    const { rows } = await runtime.pool.query('select from sla_claims where tries > 0');
    expect(rows.length).toBeGreaterThan(0);
  });

  it('fires nothing again after its table was built anew, or its claims were lost', async () => {
    const leadId = await qualified();
    clock.set('2026-05-12T13:00:00.001Z');
    await tick();
    await requestRebuild(runtime.pool, readModel(slaTimers));
    await delay(200);
    await runtime.pool.query('delete from sla_claims');
    await tick();
    expect(await typesOf(leadId)).toEqual(['Started', 'Warned']);
  });

  it('fires nothing again when its database was restored from before', async () => {
    const leadId = await qualified();
    await untilLive(runtime, table);
    await projecting.stop();
    await runtime.pool.query(`create table kept as table ${table}`);
    const position = await runtime.store.head();
    projecting = startProjector(runtime, [readModel(slaTimers)]);
    clock.set('2026-05-13T01:00:00.001Z');
    await tick();
    await projecting.stop();
    await runtime.pool.query(
      `delete from ${table}; insert into ${table} table kept; delete from sla_claims;
       update checkpoints set position = '${position}' where reader = '${table}'`,
    );
    const stop = new AbortController();
    const running = runSlaClock(runtime, stop.signal, { tickMs: 5 });
    const claims = async () => (await runtime.pool.query('select from sla_claims')).rows.length;
    while ((await claims()) === 0) await delay(5);
    await delay(200);
    stop.abort();
    await running;
    projecting = startProjector(runtime, [readModel(slaTimers)]);
    await tick();
    expect(await typesOf(leadId)).toEqual(['Started', 'Breached']);
  });

  it('records once what a clock that jumps makes due, forward and back', async () => {
    const leadId = await qualified();
    clock.advance(3 * 24 * 3_600_000);
    await tick();
    clock.set(start);
    clock.advance(-2 * 3_600_000);
    await tick();
    clock.set('2026-05-14T00:00:00.000Z');
    await tick();
    expect(await typesOf(leadId)).toEqual(['Started', 'Breached']);
    const [, breached] = await slaHistory(leadId);
    expect(breached!.recordedAt > dueAt).toBe(true);
  });

  it('says how many timers wait, and since when', async () => {
    await qualified();
    await untilLive(runtime, table);
    clock.set('2026-05-12T14:00:00.000Z');
    observeClock(runtime);
    const text = await runtime.metrics.text();
    expect(text).toMatch(/^tasuki_sla_timers_overdue 1$/m);
    expect(text).toMatch(/^tasuki_sla_timers_overdue_seconds 3600$/m);
    await tick();
    expect(await runtime.metrics.text()).toMatch(/^tasuki_sla_timers_overdue 0$/m);
  });

  it('warns of deadlines beyond the horizon of their calendar', async () => {
    const warnings = async () => (await runtime.health.report()).warnings.map((one) => one.check);
    observeClock(runtime);
    expect(await warnings()).toEqual([]);
    clock.set('2027-12-31T08:00:00.000Z');
    await qualified();
    await untilLive(runtime, table);
    expect(await warnings()).toEqual(['calendars']);
  });

  it('leaves a deadline alone that was moved meanwhile', async () => {
    const leadId = await qualified();
    const { slaId } = (await slaHistory(leadId)).at(-1)!.data as LeadEventOf<'SlaStarted'>['data'];
    await send(leadId, {
      type: 'ReplanSla',
      slaId,
      reason: 'wrong_holidays',
      dueAt: '2026-05-20T00:00:00Z',
    });
    clock.set('2026-05-13T01:00:00.001Z');
    await tick();
    expect(await typesOf(leadId)).toEqual(['Started', 'Replanned']);
    clock.set('2026-05-20T00:00:00.001Z');
    await tick();
    expect((await typesOf(leadId)).at(-1)).toBe('Breached');
  });
});

function metOf(history: readonly RecordedLead[]): LeadEventOf<'SlaMet'>['data'] {
  return history.find(({ type }) => type === 'SlaMet')!.data as LeadEventOf<'SlaMet'>['data'];
}
