import { type LeadEventOf } from '@tasuki/lead';
import { createMasterKeyFile } from '@tasuki/personal-data';
import { postgresLeases, silentLogger } from '@tasuki/platform';
import { projector, readModels } from '@tasuki/read-models';
import { openRuntime, registry, type Runtime } from '@tasuki/runtime';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anOrigin } from '../../support/test-runtime';
import { type Servers } from './databases';
import { forEach } from './in-flight';

/** Runs on an installation whose read models are kept in this process, until the signal fires. */
export async function withInstallation(
  servers: Servers,
  name: string,
  work: (runtime: Runtime, signal: AbortSignal) => Promise<void>,
): Promise<void> {
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
  const keeping = projector({ pool, log, registry, logger, readModels, leases }).run(stop.signal);
  await work(runtime, stop.signal);
  stop.abort();
  await keeping;
  await runtime.close();
  await servers.dropDatabase(name);
  await rm(folder, { recursive: true });
}

/** MQLs whose first contact is due then, in ms since 1970. @returns their leads */
export async function leadsDueAt(
  { leads }: Runtime,
  count: number,
  dueAt: (index: number) => number,
): Promise<readonly string[]> {
  const known: string[] = [];
  await forEach([...Array(count).keys()], 64, async (index) => {
    const capture = { type: 'CaptureLead', source: {}, consents: [] } as const;
    const { leadId } = await leads.capture(capture, anOrigin());
    await leads.execute(leadId, { type: 'PromoteLead', reason: 'raised_hand' }, anOrigin());
    const { slaId } = (await leads.history(leadId)).at(-1)!
      .data as LeadEventOf<'SlaStarted'>['data'];
    const at = new Date(dueAt(index)).toISOString();
    const replan = { type: 'ReplanSla', slaId, reason: 'bench', dueAt: at } as const;
    await leads.execute(leadId, replan, anOrigin());
    known.push(leadId);
  });
  return known;
}

/** How late each breach was recorded, in ms, in their order in the log. */
export async function latenesses({ pool }: Runtime): Promise<readonly number[]> {
  const { rows } = await pool.query<{ late: number }>(
    `select extract(epoch from recorded_at - (data->>'dueAt')::timestamptz)::float8 * 1000 as late
     from events where type = 'SlaBreached' order by position`,
  );
  return rows.map(({ late }) => late);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * share) - 1]!;
}
