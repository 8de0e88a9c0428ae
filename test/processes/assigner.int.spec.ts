import { type Department } from '@tasuki/domain';
import { leadStream } from '@tasuki/lead';
import { type PlainCapture, type PlainCommand } from '@tasuki/lead-service';
import { postgresLeases } from '@tasuki/platform';
import { readModel, requestRebuild, unassigned } from '@tasuki/read-models';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runAssigner } from '../../apps/projector/src/assignment/run-assigner';
import { startProjector, untilLive } from '../../libs/read-models/testing/projecting';
import { anOrigin, openTestRuntime, type TestRuntime } from '../support/test-runtime';

const table = readModel(unassigned).table;

describe('assignment by rule', () => {
  let folder: string;
  let file: string;
  let runtime: TestRuntime;
  let projecting: ReturnType<typeof startProjector>;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tasuki-people-'));
    file = join(folder, 'people.yaml');
    await write([inTurn]);
    runtime = await openTestRuntime(undefined, file);
    projecting = startProjector(runtime, [readModel(unassigned)]);
  });
  afterEach(async () => {
    await projecting.stop();
    await runtime.remove();
    await rm(folder, { recursive: true });
  });

  const person = (subject: string, department: Department, capacity: number) => ({
    subject,
    name: subject,
    department,
    address: `${subject}@example.jp`,
    language: 'ja',
    capacity,
  });
  const staff = [
    person('aiko', 'inside_sales', 3),
    person('ken', 'inside_sales', 1),
    person('mori', 'sales', 1),
  ];
  const inTurn = { rule: 'in turn', handoff: 'mql', to: 'department' };
  let minute = 0;
  async function write(assignment: readonly object[], people: readonly object[] = staff) {
    await writeFile(file, JSON.stringify({ people, assignment }));
    minute += 1;
    await utimes(file, minute * 60, minute * 60);
  }

  const send = (leadId: string, command: PlainCommand) =>
    runtime.leads.execute(leadId, command, anOrigin());
  const capture = async (more: Partial<PlainCapture> = {}) => {
    const command = { type: 'CaptureLead', source: {}, consents: [], ...more } as const;
    return (await runtime.leads.capture(command, anOrigin())).leadId;
  };
  const qualified = async (more: Partial<PlainCapture> = {}) => {
    const leadId = await capture(more);
    await send(leadId, { type: 'PromoteLead', reason: 'raised_hand' });
    return leadId;
  };
  const override = { reason: 'known_customer' };
  const contact = { type: 'RecordContact', channel: 'phone', outcome: 'connected' } as const;
  const toSales = async (leadId: string) => {
    await send(leadId, contact);
    await send(leadId, { type: 'QualifyLead', override });
  };
  const assignments = async (leadId: string) =>
    (await runtime.leads.history(leadId)).flatMap(({ type, data }) =>
      type === 'LeadAssigned' ? [data] : [],
    );
  const assignees = async (leads: readonly string[]) =>
    (await Promise.all(leads.map(assignments))).flat().map(({ assignee }) => assignee);
  const countOf = (all: readonly string[], subject: string) =>
    all.filter((one) => one === subject).length;

  /** Runs assigners, each as a process of its own would, until nothing more comes of them. */
  async function assign(count = 1): Promise<void> {
    await untilLive(runtime, table);
    const stop = new AbortController();
    const running = Array.from({ length: count }, () =>
      runAssigner({ ...runtime, leases: postgresLeases(runtime.pool) }, stop.signal, { tickMs: 5 }),
    );
    for (let quiet = '', head = 'x'; quiet !== head; await delay(150)) {
      quiet = head;
      head = await runtime.store.head();
      await untilLive(runtime, table);
    }
    stop.abort();
    await Promise.all(running);
  }

  it('goes by attributes, and says why it fell so; the deadline does not move', async () => {
    await write([
      { rule: 'Kanto', handoff: 'mql', industry: ['machinery'], region: ['kanto'], to: ['ken'] },
      { rule: 'web', handoff: 'mql', channel: ['web'], to: ['aiko'] },
    ]);
    const kanto = await qualified({ company: { industry: 'machinery', region: 'kanto' } });
    const web = await qualified({ company: { region: 'kanto' }, source: { channel: 'web' } });
    const neither = await qualified({ company: { industry: 'machinery', region: 'kyushu' } });
    const before = (await runtime.leads.history(kanto)).at(-1)!;
    expect(before.type).toBe('SlaStarted');
    await assign();
    expect(await assignments(kanto)).toEqual([
      {
        assignee: 'ken',
        department: 'inside_sales',
        by: {
          kind: 'rule',
          rule: 'Kanto',
          handoff: 'mql',
          matched: { industry: 'machinery', region: 'kanto' },
          turn: { capacity: 1, of: 1, people: 1 },
        },
      },
    ]);
    expect(await assignments(web)).toMatchObject([{ assignee: 'aiko', by: { rule: 'web' } }]);
    expect(await assignments(neither)).toEqual([]);
    const [mql, started, assigned, ...more] = (await runtime.leads.history(kanto)).slice(1);
    expect(started).toEqual(before);
    expect(more).toEqual([]);
    const { actor, causationId, correlationId } = assigned!.metadata;
    expect(actor.subject).toBe('tasuki-assigner');
    expect([causationId, correlationId]).toEqual([mql!.id, mql!.metadata.correlationId]);
  });

  it('goes by turns in proportion to capacity, also over restarts', async () => {
    const leads: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      const more = await Promise.all(Array.from({ length: 10 }, () => qualified()));
      leads.push(...more);
      await assign(2);
    }
    const all = await assignees(leads);
    expect(all).toHaveLength(40);
    expect([countOf(all, 'aiko'), countOf(all, 'ken')]).toEqual([30, 10]);
  });

  it('gives each lead to one, though two processes think that it is theirs to do', async () => {
    const leads = await Promise.all(Array.from({ length: 60 }, () => qualified()));
    await untilLive(runtime, table);
    const stop = new AbortController();
    const everything = { hold: (names: readonly string[]) => Promise.resolve(new Set(names)) };
    const leases = { ...everything, release: () => Promise.resolve() };
    const running = [1, 2].map(() =>
      runAssigner({ ...runtime, leases }, stop.signal, { tickMs: 1, againMs: 1 }),
    );
    while ((await assignees(leads)).length < 60) await delay(20);
    await delay(100);
    stop.abort();
    await Promise.all(running);
    expect(await assignees(leads)).toHaveLength(60);
  });

  it('leaves what somebody has, what was touched, what moved on, and what was imported', async () => {
    const [claimed, touched, gone, given] = [
      await qualified(),
      await qualified(),
      await qualified(),
      await capture(),
    ];
    await send(claimed, { type: 'ClaimLead', assignee: 'ren', department: 'inside_sales' });
    await send(touched, contact);
    await send(gone, { type: 'DisqualifyLead', reason: 'spam' });
    const byHand = { type: 'AssignLead', assignee: 'ren', department: 'inside_sales' } as const;
    await send(given, byHand);
    await send(given, { type: 'PromoteLead', reason: 'raised_hand' });
    const imported = await capture({ by: 'import' });
    const reachedAt = { mql: '2026-01-05T09:00:00+09:00' };
    await send(imported, { type: 'ImportHistory', target: 'mql', reachedAt });
    await assign();
    expect(await assignees([claimed, given])).toEqual(['ren', 'ren']);
    expect(await assignees([touched, gone, imported])).toEqual([]);
  });

  it('does not give back to the next one what somebody has put back', async () => {
    const leadId = await qualified();
    await assign();
    await send(leadId, { type: 'PutBackLead', reason: 'on_holiday' });
    await assign();
    expect(await assignees([leadId])).toEqual(['aiko']);
  });

  it('hands on to sales, and back to whoever had it before', async () => {
    await write([
      { rule: 'inside', handoff: 'mql', to: ['ken'] },
      { rule: 'sales', handoff: 'sql', to: 'department' },
      { rule: 'back', handoff: 'return', to: 'former' },
    ]);
    const leadId = await qualified();
    await assign();
    await toSales(leadId);
    await assign();
    await send(leadId, { type: 'ReturnLead', reason: 'not_ready' });
    await assign();
    expect(await assignments(leadId)).toMatchObject([
      { assignee: 'ken', department: 'inside_sales', by: { rule: 'inside' } },
      { assignee: 'mori', department: 'sales', by: { rule: 'sales' } },
      { assignee: 'ken', department: 'inside_sales', by: { rule: 'back', matched: {} } },
    ]);
  });

  it('takes up what waits when rules come, when somebody is back, and when a profile changes', async () => {
    await write([]);
    const first = await qualified();
    await assign();
    expect(await assignees([first])).toEqual([]);
    const away = staff.map((one) => ({ ...one, capacity: 0 }));
    const stop = new AbortController();
    const parts = { ...runtime, leases: postgresLeases(runtime.pool) };
    const running = runAssigner(parts, stop.signal, { tickMs: 5 });
    await write([{ ...inTurn, region: ['kanto'] }, inTurn], away);
    await delay(150);
    expect(await assignees([first])).toEqual([]);
    await write([inTurn]);
    while ((await assignees([first])).length === 0) await delay(10);
    await write([{ ...inTurn, region: ['kanto'] }]);
    const second = await qualified();
    await delay(150);
    expect(await assignees([second])).toEqual([]);
    await send(second, { type: 'ChangeProfile', company: { region: 'kanto' }, from: 'person' });
    while ((await assignees([second])).length === 0) await delay(10);
    stop.abort();
    await running;
  });

  it('is not held up by a lead that takes no command, and assigns it when it does', async () => {
    const [stuck, other] = [await qualified(), await qualified()];
    await untilLive(runtime, table);
    await runtime.pool.query(
      `insert into events (position, stream, version, id, type, schema_version, recorded_at, data, metadata)
       select max(position) + 1, $1, 99, gen_random_uuid(), 'SomethingFromTheFuture', 1, now(), '{}', '{}'
       from events`,
      [leadStream(stuck)],
    );
    await assign();
    expect(await assignees([other])).toHaveLength(1);
    await runtime.pool.query('alter table events disable trigger user');
    await runtime.pool.query(`delete from events where version = 99`);
    await assign();
    expect(await assignees([stuck])).toHaveLength(1);
  });

  it('assigns nothing again after its table was built anew, or its turns were lost', async () => {
    const leads = [await qualified(), await qualified()];
    await assign();
    await requestRebuild(runtime.pool, readModel(unassigned));
    await delay(200);
    await runtime.pool.query('delete from assignment_turns');
    await assign();
    expect(await assignees(leads)).toHaveLength(2);
  });
});
