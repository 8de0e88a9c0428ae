import { leadStream } from '@tasuki/lead';
import { silentLogger } from '@tasuki/platform';
import { changesSince, lastChange, mqlQueue, tableOf } from '@tasuki/read-models';
import { openRuntime, type Runtime } from '@tasuki/runtime';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Door } from '../faults/client';
import { startDistributed } from '../faults/distributed';
import { until } from '../faults/until';
import { startTestBroker } from '../support/kafka/test-broker';
import { anOrigin } from '../support/test-runtime';
import { type Benchmark } from './support/benchmark';
import { quantile } from './support/deadline-leads';
import { forEach } from './support/in-flight';
import { inTime } from './support/in-time';

const rates = [30, 300] as const;
const [warmUpSeconds, seconds] = [5, 20];
/** So exact are the moments at which leads are found in the queue. */
const lookEveryMs = 10;
const instances = ['lead-api', 'projector', 'relay', 'scorer', 'scorer-2'] as const;

export const factToQueue: Benchmark = {
  name: 'fact-to-queue',
  about: `facts by HTTP for ${seconds} s, each of which makes its lead an MQL: from the answer to the queue; lead-api, projector, relay and two scorers in processes of their own, with Kafka`,
  async run(servers, _race, tell) {
    const database = 'bench_fact_to_queue';
    const url = await servers.createDatabase(database);
    const broker = await startTestBroker();
    const tasuki = await startDistributed(url, {
      instances,
      env: { KAFKA_BROKERS: broker.address, TASUKI_TOPIC_REPLICAS: '1' },
    });
    const { masterKeyFile, door } = tasuki;
    const runtime = await openRuntime(
      {
        DATABASE_URL: url,
        TASUKI_MASTER_KEY_FILE: masterKeyFile,
        DATABASE_POOL: 10,
      },
      silentLogger,
    );
    try {
      for (const perSecond of rates) {
        const { taken, late } = await latencies(runtime, door, perSecond);
        const of = (title: string, values: readonly number[], share: number) => ({
          title: `${perSecond} facts/s, ${title}, p${share * 100}`,
          value: quantile(values, share),
          unit: 'ms',
        });
        tell(of('a fact answered after', taken, 0.5));
        tell(of('a fact answered after', taken, 0.99));
        tell(of('its lead in the queue after the answer', late, 0.5));
        tell({
          ...of('its lead in the queue after the answer', late, 0.99),
          goal: { atMost: 300 },
        });
      }
    } finally {
      await runtime.close();
      await tasuki.stop();
      await broker.stop();
    }
    await servers.dropDatabase(database);
  },
};

/** In ms: how long each fact took to be answered, and its lead from then on into the queue. */
async function latencies(runtime: Runtime, door: Door, perSecond: number) {
  const leads = await leadsBeforeMql(runtime, perSecond * (warmUpSeconds + seconds));
  await runtime.pool.query('vacuum analyze');
  await delay(2_000);
  const watch = watchQueue(runtime, leads);
  watch.catch(() => undefined);
  const answered = await sendFacts(door, leads, perSecond);
  const entered = await inTime('all leads are in the queue', watch);
  const counted = leads.slice(perSecond * warmUpSeconds);
  return {
    taken: counted.map((lead) => answered.get(lead)!.afterMs),
    late: counted.map((lead) => Math.max(0, entered.get(lead)! - answered.get(lead)!.at)),
  };
}

/** Leads with a score of 30, which one inquiry brings to the 50 of an MQL. */
async function leadsBeforeMql({ leads, pool }: Runtime, count: number): Promise<readonly string[]> {
  const known: string[] = [];
  await forEach([...Array(count).keys()], 64, async () => {
    const { leadId } = await leads.capture(
      {
        type: 'CaptureLead',
        source: {},
        consents: [],
        person: { seniority: 'vp' },
      },
      anOrigin(),
    );
    const attended = {
      type: 'RecordActivity',
      activityType: 'seminar_attended',
    } as const;
    await leads.execute(leadId, attended, anOrigin());
    known.push(leadId);
  });
  const scores = async () => {
    const { rows } = await pool.query<{ count: number }>(
      `select count(*)::int as count from events where type = 'LeadScored' and stream = any($1)`,
      [known.map(leadStream)],
    );
    return rows[0]!.count;
  };
  await until('all leads are scored', async () => (await scores()) >= 2 * count, 200);
  return known;
}

/** When each lead came into the queue; resolves when all have. */
async function watchQueue(
  { pool }: Runtime,
  leads: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const table = tableOf(mqlQueue);
  const entered = new Map<string, number>();
  let last = await lastChange(pool, table);
  while (entered.size < leads.length) {
    const changes = await changesSince(pool, table, last);
    if (changes === undefined) throw new Error('changes of the queue were forgotten');
    const now = performance.now();
    for (const key of changes.keys) if (!entered.has(key)) entered.set(key, now);
    ({ last } = changes);
    await delay(lookEveryMs);
  }
  return entered;
}

/** Whether or not those before are answered: what is slow makes nobody send less. */
async function sendFacts({ url, senders }: Door, leads: readonly string[], perSecond: number) {
  const answered = new Map<string, { readonly at: number; readonly afterMs: number }>();
  const agent = new Agent({ keepAlive: true });
  const headers = {
    authorization: `Bearer ${senders.marketing.token}`,
    'content-type': 'application/json',
  };
  const send = async (lead: string) => {
    const begun = performance.now();
    const sent = request(`${url}/v1/leads/${lead}/activities`, {
      method: 'POST',
      agent,
      headers,
    });
    sent.end('{"activityType":"inquiry_submitted"}');
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const at = performance.now();
    response.resume();
    if (response.statusCode !== 201) throw new Error(`a fact was answered ${response.statusCode}`);
    answered.set(lead, { at, afterMs: at - begun });
  };
  await Promise.all(
    leads.map(async (lead, index) => {
      await delay((index * 1000) / perSecond);
      await send(lead);
    }),
  );
  agent.destroy();
  return answered;
}
