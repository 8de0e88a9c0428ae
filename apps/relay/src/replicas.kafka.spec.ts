import { readCheckpoint } from '@tasuki/event-store';
import { readConfig, RelayConfig, silentLogger } from '@tasuki/platform';
import { configuredKafka } from '@tasuki/streaming';
import { type Admin, ConfigResourceTypes } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { assertNoneSkipped, until } from '../../../libs/streaming/testing/consuming';
import { type OwnCluster, startOwnCluster } from '../../../test/support/kafka/own-cluster';
import { readTopic, type TopicReading } from '../../../test/support/kafka/read-topic';
import { anOrigin, openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { openRelay } from './open-relay';

const ways = [
  {
    left: 'a controller, which knows that too few replicas are in sync',
    controllers: 1,
    reason: /fewer in-sync replicas than required/,
  },
  {
    left: 'a leader alone, which waits for the others',
    controllers: 3,
    reason: /timed out/,
  },
] as const;

describe.each(ways)('the relay with three brokers, of which two leave $left', (way) => {
  const { controllers, reason } = way;
  let cluster: OwnCluster;
  let runtime: TestRuntime;
  const topic = `replicas-${randomUUID()}`;
  const lines: string[] = [];
  /** By lead, how many events it has. */
  const versions = new Map<string, number>();
  const toEnd: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    cluster = await startOwnCluster(controllers);
    toEnd.push(() => cluster.stop());
    runtime = await openTestRuntime();
    toEnd.push(() => runtime.remove());
  });
  afterAll(async () => {
    for (const end of toEnd.splice(0).reverse()) await end();
  });
  async function capture(count: number): Promise<void> {
    const command = { type: 'CaptureLead', source: { channel: 'web' }, consents: [] } as const;
    for (let index = 0; index < count; index += 1) {
      const { leadId } = await runtime.leads.capture(command, anOrigin());
      versions.set(leadId, 1);
    }
  }

  /** One event more for each lead, so many times. */
  async function record(times: number): Promise<void> {
    const command = { type: 'RecordActivity', activityType: 'seminar_attended' } as const;
    for (let time = 0; time < times; time += 1) {
      for (const [leadId, version] of versions) {
        await runtime.leads.execute(leadId, command, anOrigin());
        versions.set(leadId, version + 1);
      }
    }
  }

  function startRelay(config: RelayConfig): void {
    const stopping = new AbortController();
    const logger = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
    const relay = openRelay({ ...runtime, logger }, config);
    const running = relay.run(stopping.signal).finally(() => relay.close());
    toEnd.push(() => {
      stopping.abort();
      return running;
    });
  }

  function read(): TopicReading {
    const reading = readTopic(topic, cluster.addresses);
    toEnd.push(() => reading.stop());
    return reading;
  }

  const position = () => readCheckpoint(runtime.pool, 'relay');
  const isAllSent = async () => (await position()) >= (await runtime.log.head());
  const isWell = async () => (await runtime.health.report()).problems.length === 0;

  /** @returns the id of the broker that leads the partition */
  async function expectReplicas(admin: Admin): Promise<number> {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const [partition] = topics[0]!.partitions;
    expect([...partition!.replicas].sort()).toEqual([1, 2, 3]);
    const resources = [{ type: ConfigResourceTypes.TOPIC, name: topic }];
    const described = await admin.describeConfigs({ includeSynonyms: false, resources });
    const settings = described.resources[0]!.configEntries;
    expect(settings).toContainEqual(
      expect.objectContaining({ configName: 'min.insync.replicas', configValue: '2' }),
    );
    return partition!.leader;
  }

  it('sends on with one killed, waits with two killed, and then sends what is missing', async () => {
    const config = readConfig(RelayConfig, {
      DATABASE_URL: runtime.url,
      TASUKI_MASTER_KEY_FILE: runtime.masterKeyFile,
      KAFKA_BROKERS: cluster.addresses,
      TASUKI_TOPIC: topic,
      TASUKI_TOPIC_PARTITIONS: '1',
    });
    startRelay(config);
    await capture(6);
    await until(isAllSent);
    const options = { clientId: 'test', logger: silentLogger };
    const admin = configuredKafka(config, options).admin();
    await admin.connect();
    const leader = await expectReplicas(admin);
    await admin.disconnect();
    const kept = controllers === 1 ? 1 : leader;
    const [one, other] = cluster.nodes.filter((_, index) => index + 1 !== kept);

    const writing = record(10);
    await one!.end('SIGKILL');
    await writing;
    await until(isAllSent);
    await until(isWell);

    await other!.end('SIGKILL');
    const acknowledged = await position();
    await record(2);
    await until(async () => !(await isWell()));
    await until(async () => lines.some((line) => reason.test(line)));
    expect(await position()).toBe(acknowledged);

    await Promise.all([one!.start(), other!.start()]);
    await until(isAllSent);
    await until(isWell);
    const { messages } = read();
    const total = [...versions.values()].reduce((sum, version) => sum + version, 0);
    await until(async () => new Set(messages.map(({ id }) => id)).size === total);
    for (const [leadId, last] of versions) {
      const own = messages.filter(({ subject }) => subject === leadId);
      assertNoneSkipped(
        own.map(({ streamversion }) => streamversion),
        last,
      );
    }
  }, 150_000);
});
