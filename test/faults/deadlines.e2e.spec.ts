import { type LeadEventOf } from '@tasuki/lead';
import { createMasterKeyFile } from '@tasuki/personal-data';
import { silentLogger } from '@tasuki/platform';
import { openRuntime, type Runtime } from '@tasuki/runtime';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { forEach } from '../bench/support/in-flight';
import { freePort } from '../support/free-port';
import { isFault } from '../support/fault';
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres';
import { anOrigin } from '../support/test-runtime';
import { spawnApp, type SpawnedApp } from './spawn-app';
import { until } from './until';

/** How often a clock is killed around a deadline; `npm run fault` sets it to 200. */
const times = Number(process.env.TASUKI_FAULT_RESTARTS ?? 2);
/** How PostgreSQL is ended; `npm test` takes the hardest way. */
const modes = isFault ? (['fast', 'immediate', 'kill'] as const) : (['kill'] as const);
/** How many deadlines are one instant; `npm run fault` sets it to 10,000. */
const many = Number(process.env.TASUKI_FAULT_DEADLINES ?? 200);
const longMs = 120_000 + times * 20_000 + many * 30;

const faketime = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib64/faketime/libfaketime.so.1',
].find((file) => existsSync(file));

describe('deadlines, with clocks in processes of their own', () => {
  let postgres: OwnPostgres;
  let folder: string;
  let runtime: Runtime;
  let ports: readonly number[];
  const clocks = new Map<number, SpawnedApp>();

  const startClock = async (index: number, env: Readonly<Record<string, string>> = {}) => {
    const clock = await spawnApp('projector', ports[index]!, {
      DATABASE_URL: postgres.url,
      TASUKI_MASTER_KEY_FILE: join(folder, 'master.key'),
      ...env,
    });
    clocks.set(index, clock);
  };

  beforeEach(async () => {
    postgres = await startOwnPostgres();
    folder = await mkdtemp(join(tmpdir(), 'tasuki-deadlines-'));
    await createMasterKeyFile(join(folder, 'master.key'));
    ports = [await freePort(), await freePort()];
    runtime = await openRuntime(
      {
        DATABASE_URL: postgres.url,
        TASUKI_MASTER_KEY_FILE: join(folder, 'master.key'),
        DATABASE_POOL: 20,
      },
      silentLogger,
    );
  });
  afterEach(async () => {
    const ended = await Promise.all([...clocks.values()].map((clock) => clock.end('SIGTERM')));
    clocks.clear();
    await runtime.close();
    await postgres.stop();
    await rm(folder, { recursive: true });
    expect(new Set(ended)).toEqual(new Set([0]));
  });

  /** MQLs whose first contact is due then. */
  async function leadsDueAt(dueAt: Date | undefined, count: number): Promise<readonly string[]> {
    const leads: string[] = [];
    const { leads: service } = runtime;
    await forEach(Array.from({ length: count }), 32, async () => {
      const command = { type: 'CaptureLead', source: {}, consents: [] } as const;
      const { leadId } = await service.capture(command, anOrigin());
      leads.push(leadId);
      await service.execute(leadId, { type: 'PromoteLead', reason: 'raised_hand' }, anOrigin());
      if (dueAt === undefined) return;
      const started = (await service.history(leadId)).at(-1)!.data as SlaStarted;
      const replan = { type: 'ReplanSla', slaId: started.slaId, reason: 'a_test' } as const;
      await service.execute(leadId, { ...replan, dueAt: dueAt.toISOString() }, anOrigin());
    });
    return leads;
  }

  const breachesOf = async (leadId: string) =>
    (await runtime.leads.history(leadId)).filter(({ type }) => type === 'SlaBreached');

  async function untilBreached(leads: readonly string[]): Promise<void> {
    const isBreached = async (leadId: string) => (await breachesOf(leadId)).length > 0;
    for (const leadId of leads) await until(`${leadId} is breached`, () => isBreached(leadId), 20);
  }

  /** Each once, none early, warned of at most once. */
  async function expectBreachedOnce(leads: readonly string[]): Promise<void> {
    for (const leadId of leads) {
      const history = await runtime.leads.history(leadId);
      const breaches = history.filter(({ type }) => type === 'SlaBreached');
      expect(breaches).toHaveLength(1);
      const { dueAt } = breaches[0]!.data as LeadEventOf<'SlaBreached'>['data'];
      expect(breaches[0]!.recordedAt > dueAt).toBe(true);
      expect(history.filter(({ type }) => type === 'SlaWarned').length).toBeLessThan(2);
    }
  }

  it(
    `are recorded once each when clocks are killed around them, ${times} times`,
    async () => {
      const all: string[] = [];
      await Promise.all([startClock(0), startClock(1)]);
      for (let time = 0; time < times; time += 1) {
        const dueAt = new Date(Date.now() + 1_000);
        const leads = await leadsDueAt(dueAt, 8);
        all.push(...leads);
        await delay(Math.max(0, dueAt.getTime() - Date.now() + (Math.random() - 0.5) * 800));
        const killed = time % 2 === 0 ? [0, 1] : [time % 4 === 1 ? 0 : 1];
        await Promise.all(killed.map((index) => clocks.get(index)!.end('SIGKILL')));
        await Promise.all(killed.map((index) => startClock(index)));
        await untilBreached(leads);
      }
      await expectBreachedOnce(all);
    },
    longMs,
  );

  it(
    `are recorded once each when ${many} of them are one instant, by two clocks`,
    async () => {
      const dueAt = new Date(Date.now() + 2_000 + many * 3);
      const leads = await leadsDueAt(dueAt, many);
      await Promise.all([startClock(0), startClock(1)]);
      await untilBreached(leads);
      await expectBreachedOnce(leads);
    },
    longMs,
  );

  it('are recorded once each when PostgreSQL is ended at them', async () => {
    await Promise.all([startClock(0), startClock(1)]);
    for (const mode of modes) {
      const dueAt = new Date(Date.now() + 1_500);
      const leads = await leadsDueAt(dueAt, 20);
      await delay(Math.max(0, dueAt.getTime() - Date.now()));
      await postgres.end(mode);
      await delay(700);
      await postgres.start();
      await untilBreached(leads);
      await expectBreachedOnce(leads);
    }
  }, 180_000);

  const jump = 'the system clock of a clock is stepped 3 days forward and 2 hours back';
  const withFaketime = faketime === undefined ? it.skip : it;
  withFaketime(
    `are recorded once each, none early, when ${jump}${faketime ? '' : ' (libfaketime is not installed here)'}`,
    async () => {
      const offset = join(folder, 'offset');
      await writeFile(offset, '+0');
      await startClock(0, {
        LD_PRELOAD: faketime!,
        FAKETIME_TIMESTAMP_FILE: offset,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      });
      const tomorrow = await leadsDueAt(undefined, 20);
      await delay(1_000);
      for (const leadId of tomorrow) expect(await breachesOf(leadId)).toEqual([]);
      await writeFile(offset, '+3d');
      await untilBreached(tomorrow);

      await writeFile(offset, '-2h');
      const soon = await leadsDueAt(new Date(Date.now() + 1_000), 20);
      await delay(3_000);
      for (const leadId of soon) expect(await breachesOf(leadId)).toEqual([]);
      await writeFile(offset, '+0');
      await untilBreached(soon);
      await expectBreachedOnce([...tomorrow, ...soon]);
    },
    longMs,
  );
});

type SlaStarted = LeadEventOf<'SlaStarted'>['data'];
