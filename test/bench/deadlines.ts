import { type LeadEventOf } from '@tasuki/lead';
import { createMasterKeyFile } from '@tasuki/personal-data';
import { pause, postgresLeases, silentLogger } from '@tasuki/platform';
import { projector, readModels } from '@tasuki/read-models';
import { openRuntime, registry, type Runtime } from '@tasuki/runtime';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSlaClock } from '../../apps/projector/src/clock/run-clock';
import { anOrigin } from '../support/test-runtime';
import { type Benchmark } from './support/benchmark';
import { forEach } from './support/in-flight';

const [atOnce, atRest, restMs] = [10_000, 300, 30_000];

export const deadlines: Benchmark = {
  name: 'deadlines',
  about: `SLA timers: how late a breach is recorded at rest, and how long ${atOnce.toLocaleString('en')} of one instant take; projector and clock in one process`,
  async run(servers, _race, tell) {
    const name = 'bench_deadlines';
    const folder = await mkdtemp(join(tmpdir(), 'tasuki-bench-'));
    const keys = join(folder, 'master.key');
    await createMasterKeyFile(keys);
    const runtime = await openRuntime(
      {
        DATABASE_URL: await servers.createDatabase(name),
        TASUKI_MASTER_KEY_FILE: keys,
        DATABASE_POOL: 20,
      },
      silentLogger,
    );
    const { pool, log, logger } = runtime;
    const stop = new AbortController();
    const leases = postgresLeases(pool);
    const keeping = projector({ pool, log, registry, logger, readModels, leases });
    const running = [keeping.run(stop.signal), runSlaClock(runtime, stop.signal)];

    const late = await latenessAtRest(runtime);
    tell({ title: 'lateness at rest, p50', value: quantile(late, 0.5), unit: 'ms' });
    tell({
      title: 'lateness at rest, p99',
      value: quantile(late, 0.99),
      unit: 'ms',
      goal: { atMost: 1_500 },
    });
    const dueAt = Date.now() + 40_000;
    await leadsDueAt(runtime, atOnce, () => dueAt);
    if (Date.now() > dueAt) throw new Error('the leads were not there before their deadline');
    await pause(dueAt - Date.now());
    while ((await breaches(runtime)).length < atOnce + atRest) await pause(50);
    tell({
      title: `${atOnce.toLocaleString('en')} deadlines of one instant, all recorded after`,
      value: (Date.now() - dueAt) / 1000,
      unit: 's',
      goal: { atMost: 10 },
    });

    stop.abort();
    await Promise.all(running);
    await runtime.close();
    await servers.dropDatabase(name);
    await rm(folder, { recursive: true });
  },
};

async function latenessAtRest(runtime: Runtime): Promise<readonly number[]> {
  const from = Date.now() + 3_000;
  await leadsDueAt(runtime, atRest, () => from + Math.random() * restMs);
  await pause(from + restMs - Date.now());
  while ((await breaches(runtime)).length < atRest) await pause(50);
  return (await breaches(runtime)).map(({ late }) => late).sort((one, other) => one - other);
}

/** MQLs whose first contact is due then. */
async function leadsDueAt(
  { leads }: Runtime,
  count: number,
  dueAt: (index: number) => number,
): Promise<void> {
  await forEach([...Array(count).keys()], 64, async (index) => {
    const capture = { type: 'CaptureLead', source: {}, consents: [] } as const;
    const { leadId } = await leads.capture(capture, anOrigin());
    await leads.execute(leadId, { type: 'PromoteLead', reason: 'raised_hand' }, anOrigin());
    const { slaId } = (await leads.history(leadId)).at(-1)!
      .data as LeadEventOf<'SlaStarted'>['data'];
    const at = new Date(dueAt(index)).toISOString();
    const replan = { type: 'ReplanSla', slaId, reason: 'bench', dueAt: at } as const;
    await leads.execute(leadId, replan, anOrigin());
  });
}

async function breaches({ pool }: Runtime): Promise<readonly { late: number }[]> {
  const { rows } = await pool.query<{ late: number }>(
    `select extract(epoch from recorded_at - (data->>'dueAt')::timestamptz)::float8 * 1000 as late
     from events where type = 'SlaBreached'`,
  );
  return rows;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1]!;
}
