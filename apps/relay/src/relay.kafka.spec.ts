import { leadStream } from '@tasuki/lead';
import { type LeadMessage } from '@tasuki/lead-messages';
import { postgresLeases, readConfig, RelayConfig, silentLogger, whileHeld } from '@tasuki/platform';
import { askReaderToRetry, listParked } from '@tasuki/read-models';
import { kafkaClient } from '@tasuki/streaming';
import { ConfigResourceTypes } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { activity, asWritten } from '../../../libs/read-models/testing/activities';
import { assertNoneSkipped, until } from '../../../libs/streaming/testing/consuming';
import { spawnApp, type SpawnedApp } from '../../../test/faults/spawn-app';
import { isFault } from '../../../test/support/fault';
import { freePort } from '../../../test/support/free-port';
import { type OwnBroker, startOwnBroker } from '../../../test/support/kafka/own-broker';
import { readTopic, type TopicReading } from '../../../test/support/kafka/read-topic';
import { anOrigin, openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { openRelay } from './open-relay';

/** How long the cluster stays away; as long as it may in truth in `npm run fault` alone. */
const awayMs = isFault ? 180_000 : 3_000;

describe('the relay', () => {
  let runtime: TestRuntime;
  let topic: string;
  const toEnd: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    runtime = await openTestRuntime();
    topic = `relay-${randomUUID()}`;
    toEnd.push(() => runtime.remove());
  });
  afterEach(async () => {
    for (const end of toEnd.splice(0).reverse()) await end();
  });

  const suiteBroker = process.env.TASUKI_TEST_KAFKA!;
  const environmentOf = (broker: string) => ({
    DATABASE_URL: runtime.url,
    TASUKI_MASTER_KEY_FILE: runtime.masterKeyFile,
    KAFKA_BROKERS: broker,
    TASUKI_TOPIC: topic,
    TASUKI_TOPIC_PARTITIONS: '4',
    TASUKI_TOPIC_REPLICAS: '1',
    TASUKI_SOURCE: '/tests',
  });

  /** As a process of its own would, with its lease. */
  function startRelay(broker = suiteBroker) {
    const stop = new AbortController();
    const relay = openRelay(runtime, readConfig(RelayConfig, environmentOf(broker)));
    const leases = postgresLeases(runtime.pool);
    const running = whileHeld(leases, 'relay', stop.signal, (held) => relay.run(held)).finally(() =>
      relay.close(),
    );
    const end = async () => {
      stop.abort();
      await running;
    };
    toEnd.push(end);
    return end;
  }

  /** One that can be killed. */
  async function spawnRelay(): Promise<SpawnedApp> {
    const relay = await spawnApp('relay', await freePort(), environmentOf(suiteBroker));
    toEnd.push(() => relay.end('SIGKILL'));
    return relay;
  }

  function read(broker = suiteBroker): TopicReading {
    const reading = readTopic(topic, broker);
    toEnd.push(() => reading.stop());
    return reading;
  }

  const capture = async () => {
    const command = { type: 'CaptureLead', source: { channel: 'web' }, consents: [] } as const;
    return (await runtime.leads.capture(command, anOrigin())).leadId;
  };
  const record = (leadId: string) =>
    runtime.leads.execute(
      leadId,
      { type: 'RecordActivity', activityType: 'seminar_attended' },
      anOrigin(),
    );
  const versionsOf = (messages: readonly LeadMessage[], leadId: string) => [
    ...new Set(
      messages.filter(({ subject }) => subject === leadId).map((one) => one.streamversion),
    ),
  ];

  it('makes the topic and publishes every event of every lead, in its order', async () => {
    const leads = await Promise.all(Array.from({ length: 20 }, capture));
    startRelay();
    for (const leadId of leads) await record(leadId);
    await runtime.leads.execute(
      leads[0]!,
      { type: 'PromoteLead', reason: 'raised_hand' },
      anOrigin(),
    );
    const { messages } = read();
    await until(() => versionsOf(messages, leads[0]!).includes(4));
    await until(() => leads.every((leadId) => versionsOf(messages, leadId).includes(2)));
    for (const leadId of leads) {
      const history = await runtime.leads.history(leadId);
      const own = messages.filter(({ subject }) => subject === leadId);
      expect(own.map(({ id }) => id)).toEqual(history.map(({ id }) => id));
      expect(own.map(({ position }) => position)).toEqual(history.map((one) => one.position));
    }
    const mql = messages.find(({ type }) => type === 'com.tasuki.lead.marketing-qualified.v1');
    expect(mql).toMatchObject({
      source: '/tests',
      subject: leads[0],
      data: { stage: { from: 'nurturing', to: 'mql' }, actor: { subject: 'aiko' } },
    });
  });

  it('is one of two that publishes; when it stops, the other goes on where it was', async () => {
    const leadId = await capture();
    const ends = [startRelay(), startRelay()];
    const { messages } = read();
    await until(() => versionsOf(messages, leadId).length === 1);
    await ends[0]!();
    await record(leadId);
    await until(() => versionsOf(messages, leadId).length === 2);
    await ends[1]!();
    await record(leadId);
    startRelay();
    await until(() => versionsOf(messages, leadId).length === 3);
    expect(versionsOf(messages, leadId)).toEqual([1, 2, 3]);
    expect(messages).toHaveLength(3);
  });

  it('goes on in a standby when the process that publishes is killed, and nothing is missing', async () => {
    const leads = await Promise.all(Array.from({ length: 5 }, capture));
    const publishing = await spawnRelay();
    const { messages } = read();
    const isTold = (version: number) =>
      leads.every((leadId) => versionsOf(messages, leadId).includes(version));
    await until(() => isTold(1));
    const standby = await spawnRelay();
    const holder = async () =>
      (
        await runtime.pool.query<{ holder: string }>(
          `select holder from leases where name = 'relay'`,
        )
      ).rows;
    const [before] = await holder();

    let [recorded, isLast] = [1, false];
    const recording = (async () => {
      while (!isLast) {
        for (const leadId of leads) await record(leadId);
        recorded += 1;
        await delay(20);
      }
    })();
    await until(() => isTold(20));
    await publishing.end('SIGKILL');
    const atTheKill = recorded;
    // A lease that nobody gives up runs out after 15 s.
    await until(() => isTold(atTheKill + 20));
    isLast = true;
    await recording;
    await until(() => isTold(recorded));
    for (const leadId of leads) {
      const own = messages.filter(({ subject }) => subject === leadId);
      assertNoneSkipped(
        own.map(({ streamversion }) => streamversion),
        recorded,
      );
    }
    expect(await holder()).not.toEqual([before]);
    expect(await standby.end('SIGTERM')).toBe(0);
  }, 120_000);

  it('parks a lead that cannot be told, publishes the others, and goes on with it in order', async () => {
    const [broken, other] = [await capture(), await capture()];
    const future = { ...asWritten(activity('guide')), schemaVersion: 9 };
    await runtime.log.append(leadStream(broken), [future, asWritten(activity('video'))], 1);
    startRelay();
    await record(other);
    const { messages } = read();
    await until(() => versionsOf(messages, other).length === 2);
    expect(versionsOf(messages, broken)).toEqual([1]);
    const parked = () => listParked(runtime.pool, { target: 'relay' });
    await until(async () => (await parked()).length > 0);
    expect((await parked())[0]).toMatchObject({ stream: leadStream(broken), version: 2 });
    await runtime.pool.query('alter table events disable trigger user');
    await runtime.pool.query('update events set schema_version = 1 where schema_version = 9');
    expect(await askReaderToRetry(runtime.pool, 'relay', leadStream(broken))).toEqual({
      parked: undefined,
    });
    await record(broken);
    await until(() => versionsOf(messages, broken).length === 4);
    expect(versionsOf(messages, broken)).toEqual([1, 2, 3, 4]);
  });

  it('parks a lead of which the topic takes no message, publishes the others, and goes on with it in order', async () => {
    const kafka = kafkaClient({ brokers: [suiteBroker], clientId: 'test', logger: silentLogger });
    const admin = kafka.admin();
    await admin.connect();
    toEnd.push(() => admin.disconnect());
    const taking = (bytes: number) => [{ name: 'max.message.bytes', value: `${bytes}` }];
    const made = { topic, numPartitions: 1, configEntries: taking(1_100) };
    await admin.createTopics({ topics: [made] });
    const [large, ...others] = await Promise.all(Array.from({ length: 12 }, capture));
    const readMuch = {
      type: 'RecordActivity',
      activityType: 'read',
      asset: '襷'.repeat(200),
    } as const;
    await runtime.leads.execute(large!, readMuch, anOrigin());
    await record(large!);
    for (const leadId of others) await record(leadId);
    startRelay();
    const { messages } = read();
    await until(() => others.every((leadId) => versionsOf(messages, leadId).includes(2)));
    const parked = () => listParked(runtime.pool, { target: 'relay' });
    await until(async () => (await parked()).length > 0);
    const [stuck, ...more] = await parked();
    expect(more).toEqual([]);
    expect(stuck).toMatchObject({ stream: leadStream(large!), version: 2 });
    expect(stuck!.reason).toMatch(
      /^its message takes about 1[23]\d\d bytes, more than the topic takes/,
    );

    await record(large!);
    await record(others[0]!);
    await until(() => versionsOf(messages, others[0]!).includes(3));
    expect(versionsOf(messages, large!)).toEqual([1]);
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries: taking(100_000) }],
    });
    // A broker answers shortly before it goes by that.
    const retried = () => askReaderToRetry(runtime.pool, 'relay', leadStream(large!));
    await until(async () => (await retried())?.parked === undefined);
    await until(() => versionsOf(messages, large!).length === 4);
    expect(versionsOf(messages, large!)).toEqual([1, 2, 3, 4]);
    for (const leadId of others) {
      const told = messages.filter(({ subject }) => subject === leadId);
      assertNoneSkipped(
        told.map(({ streamversion }) => streamversion),
        leadId === others[0] ? 3 : 2,
      );
    }
  });

  describe('with a cluster that goes away', () => {
    let broker: OwnBroker;
    beforeAll(async () => {
      broker = await startOwnBroker();
    });
    afterAll(() => broker?.stop());

    /** As Prometheus sees it. */
    async function lag(): Promise<number> {
      const text = await runtime.metrics.text();
      return Number(/^tasuki_projection_lag_events\{target="relay"\} (\d+)$/m.exec(text)![1]);
    }

    it(
      'keeps nobody from working, says how much waits, and catches up by itself',
      async () => {
        const leadId = await capture();
        startRelay(broker.address);
        const { messages } = read(broker.address);
        await until(() => versionsOf(messages, leadId).length === 1);
        await until(async () => (await lag()) === 0);
        const isWell = async () =>
          (await runtime.health.report()).problems.every(({ check }) => check !== 'relay');

        await broker.end('SIGKILL');
        for (let index = 0; index < 20; index += 1) await record(leadId);
        expect(await lag()).toBe(20);
        await until(async () => !(await isWell()));
        await delay(awayMs);
        for (let index = 0; index < 20; index += 1) await record(leadId);
        expect(await lag()).toBe(40);
        expect(await isWell()).toBe(false);

        await broker.start();
        await until(() => versionsOf(messages, leadId).length === 41);
        expect(versionsOf(messages, leadId)).toEqual(Array.from({ length: 41 }, (_, i) => i + 1));
        await until(async () => (await lag()) === 0);
        await until(isWell);
      },
      150_000 + awayMs,
    );
  });
});
