import { leadStream } from '@tasuki/lead';
import { silentLogger } from '@tasuki/platform';
import { registry } from '@tasuki/runtime';
import { Client, type Pool } from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { writeLeads } from '../testing/activities';
import { keep, startProjector, untilLive } from '../testing/projecting';
import { tally } from '../testing/tally';
import { openReader } from './advance';
import { listParked } from './parking.postgres';
import { parking } from './retry';
import { cancelRebuild, listTargets, requestRebuild } from './targets.postgres';

describe('taking over', () => {
  let runtime: TestRuntime;
  beforeEach(async () => {
    runtime = await openTestRuntime();
  });
  afterEach(() => runtime.remove());

  const counts = async (table = 'tally_v1') => {
    const { rows } = await runtime.pool.query<{ activities: number }>(
      `select (document->>'activities')::int as activities from ${table} order by 1`,
    );
    return rows.map(({ activities }) => activities);
  };
  const targets = async () =>
    (await listTargets(runtime.pool)).map(({ target, state }) => `${target} ${state}`);
  const isBlocked = async () => (await listTargets(runtime.pool)).some(({ blocked }) => blocked);

  it('is allowed to a new version that is accepted although it parked what the old one had not', async () => {
    await writeLeads(runtime.store, [['poison']]);
    await keep(runtime, tally());
    const broken = tally({ version: 2, poison: 'poison' });
    const projecting = startProjector(runtime, [broken]);
    while (!(await isBlocked())) await delay(5);
    expect(await requestRebuild(runtime.pool, broken, { accept: true })).toBe('tally_v2');
    await untilLive(runtime, 'tally_v2');
    await projecting.stop();
    expect(await targets()).toEqual(['tally_v1 live', 'tally_v2 live']);
  });

  it('waits while somebody holds the present table, which is read and kept meanwhile', async () => {
    await writeLeads(runtime.store, [['guide']]);
    await keep(runtime, tally());
    const holder = new Client({ connectionString: runtime.url });
    await holder.connect();
    await holder.query('begin; lock table tally_v1 in access share mode');
    const projecting = startProjector(runtime, [tally()]);
    await requestRebuild(runtime.pool, tally());
    const waits: number[] = [];
    const until = performance.now() + 2_500;
    while (performance.now() < until) {
      await writeLeads(runtime.store, [['guide']]);
      await untilLive(runtime, 'tally_v1');
      const started = performance.now();
      await counts();
      waits.push(performance.now() - started);
    }
    expect(await targets()).toContain('tally_v1_rebuild building');
    expect(Math.max(...waits)).toBeLessThan(2_000);
    await holder.end();
    while ((await targets()).length > 1) await delay(5);
    await projecting.stop();
    expect(await counts()).toEqual(Array(waits.length + 1).fill(1));
  });

  it('can be given up', async () => {
    await writeLeads(runtime.store, [['poison']]);
    await keep(runtime, tally());
    const broken = tally({ poison: 'poison' });
    const projecting = startProjector(runtime, [broken]);
    await requestRebuild(runtime.pool, broken);
    while (!(await isBlocked())) await delay(5);
    await cancelRebuild(runtime.pool, broken);
    await delay(100);
    await projecting.stop();
    expect(await targets()).toEqual(['tally_v1 live']);
    expect(await counts()).toEqual([1]);
    expect(await listParked(runtime.pool)).toEqual([]);
  });

  it('leaves two versions side by side, in each of which the same event can be discarded', async () => {
    const [leadId] = await writeLeads(runtime.store, [['poison', 'guide']]);
    const both = [tally({ poison: 'poison' }), tally({ poison: 'poison', version: 2 })];
    for (const version of both) await keep(runtime, version);
    const operator = parking({ ...runtime, registry, readModels: both });
    for (const { table } of both) {
      await operator.discard(table, leadStream(leadId!), 'spam', 'ops@tasuki');
      expect(await counts(table)).toEqual([1]);
    }
    expect(await listParked(runtime.pool)).toEqual([]);
  });
});

describe('a table that is not as it should be', () => {
  let runtime: TestRuntime;
  beforeEach(async () => {
    runtime = await openTestRuntime();
  });
  afterEach(() => runtime.remove());

  it('and is gone is built again from the log', async () => {
    await writeLeads(runtime.store, [['guide'], ['guide']]);
    await keep(runtime, tally());
    await runtime.pool.query('drop table tally_v1');
    const projecting = startProjector(runtime, [tally()]);
    const isBuilt = async () => {
      const { rows } = await runtime.pool.query<{ count: number }>(
        `select (select count(*)::int from tally_v1) as count where to_regclass('tally_v1') is not null`,
      );
      return rows[0]?.count === 2;
    };
    while (!(await isBuilt().catch(() => false))) await delay(20);
    await untilLive(runtime, 'tally_v1');
    await projecting.stop();
  });

  it('is not taken for one that is gone when another process makes it meanwhile', async () => {
    await writeLeads(runtime.store, [['guide'], ['guide']]);
    const made = Promise.withResolvers<void>();
    const slow = Object.assign(Object.create(runtime.pool) as Pool, {
      query: async (text: string, values: unknown[]) => {
        const answer = await runtime.pool.query(text, values);
        await made.promise;
        return answer;
      },
    });
    const opening = openReader(slow, silentLogger, tally(), 'tally_v1');
    await delay(50);
    await keep(runtime, tally());
    made.resolve();
    expect((await opening).position).toBe(await runtime.log.head());
  });

  it('holds up no other one', async () => {
    const other = tally({ name: 'other' });
    await writeLeads(runtime.store, [['guide']]);
    await keep(runtime, tally(), other);
    await runtime.pool.query('alter table tally_v1 rename column last to first');
    const projecting = startProjector(runtime, [tally(), other]);
    await writeLeads(runtime.store, [['guide'], ['guide']]);
    await untilLive(runtime, 'other_v1');
    await writeLeads(runtime.store, [['guide']]);
    await untilLive(runtime, 'other_v1');
    expect(await listParked(runtime.pool)).toEqual([]);
    await runtime.pool.query('alter table tally_v1 rename column first to last');
    await untilLive(runtime, 'tally_v1');
    await projecting.stop();
    const { rows } = await runtime.pool.query('select from tally_v1');
    expect(rows).toHaveLength(4);
  });
});
