import { beginning, readCheckpoint } from '@tasuki/event-store';
import { leadStream } from '@tasuki/lead';
import { type LeadMessage } from '@tasuki/lead-messages';
import { readConfig, RelayConfig, silentLogger } from '@tasuki/platform';
import { kafkaClient } from '@tasuki/streaming';
import { type Admin, ConfigResourceTypes } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { activity, asWritten } from '../../../libs/read-models/testing/activities';
import { someLeads, until, versionsOf } from '../../../libs/streaming/testing/consuming';
import { eventOf } from '../../../libs/streaming/testing/lead-events';
import { readTopic, type TopicReading } from '../../../test/support/kafka/read-topic';
import { leadctl, startLeadctl } from '../../../test/support/leadctl';
import { openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { openRelay } from '../../relay/src/open-relay';

const broker = process.env.TASUKI_TEST_KAFKA!;
/** Enough that a process can be ended in the middle. */
const [leadCount, eventsOfEach] = [300, 30];

describe('leadctl republish', () => {
  let runtime: TestRuntime;
  let admin: Admin;
  let environment: Readonly<Record<string, string>>;
  let live: string;
  let leads: readonly string[];
  const toEnd: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    const kafka = kafkaClient({ brokers: [broker], clientId: 'test', logger: silentLogger });
    admin = kafka.admin();
    await admin.connect();
    runtime = await openTestRuntime();
    live = `live-${randomUUID()}`;
    environment = {
      DATABASE_URL: runtime.url,
      TASUKI_MASTER_KEY_FILE: runtime.masterKeyFile,
      KAFKA_BROKERS: broker,
      TASUKI_TOPIC: live,
      TASUKI_TOPIC_PARTITIONS: '3',
      TASUKI_TOPIC_REPLICAS: '1',
      TASUKI_SOURCE: '/tests',
    };
    leads = someLeads(leadCount);
    for (const leadId of leads) await write(leadId, 1, 10);
    for (const leadId of leads) await write(leadId, 11, eventsOfEach);
  });
  afterEach(async () => {
    for (const end of toEnd.splice(0).reverse()) await end();
  });
  afterAll(async () => {
    await admin.disconnect();
    await runtime.remove();
  });

  const write = (leadId: string, from: number, to: number) => {
    const versions = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    const events = versions.map((version) => eventOf({ leadId, version }));
    return runtime.log.append(leadStream(leadId), events, from - 1);
  };
  const aTopic = () => `history-${randomUUID()}`;
  const run = (topic: string, ...more: string[]) =>
    leadctl(environment, ['republish', '--to', topic, ...more]);
  const positionOf = (topic: string) => readCheckpoint(runtime.pool, `republish:${topic}`);
  const read = (topic: string): TopicReading => {
    const reading = readTopic(topic, broker);
    toEnd.push(() => reading.stop());
    return reading;
  };
  const ofLead = (messages: readonly LeadMessage[], leadId: string) =>
    messages.filter(({ subject }) => subject === leadId);
  /** All that is on the topic now. */
  const contentOf = async (topic: string) => {
    const offsets = await admin.fetchTopicOffsets(topic);
    const count = offsets.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0);
    const { messages } = read(topic);
    await until(() => messages.length >= count);
    return messages;
  };
  const toldOf = (messages: readonly LeadMessage[]) =>
    messages.map(({ subject, streamversion }) => ({ leadId: subject, version: streamversion }));
  /** Without what was sent twice, as a consumer does it. */
  const expectWhole = (messages: readonly LeadMessage[], upTo = eventsOfEach) => {
    for (const leadId of leads) {
      const versions = new Set(versionsOf(toldOf(messages), leadId));
      expect([...versions]).toEqual(Array.from({ length: upTo }, (_, index) => index + 1));
    }
  };

  it('gives a topic of its own the same messages as the relay, in the order of each lead', async () => {
    const topic = aTopic();
    const config = readConfig(RelayConfig, environment);
    const relay = openRelay(runtime, config);
    const stop = new AbortController();
    const relaying = relay.run(stop.signal);
    toEnd.push(async () => {
      stop.abort();
      await relaying;
      await relay.close();
    });
    const seven = { ...environment, TASUKI_TOPIC_PARTITIONS: '7' };
    const { code, stdout } = await startLeadctl(seven, ['republish', '--to', topic]).ended;
    const head = await runtime.log.head();
    expect([code, stdout]).toEqual([0, `${topic} has the history up to position ${head}.\n`]);
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    expect(topics[0]!.partitions).toHaveLength(7);

    const republished = await contentOf(topic);
    expect(republished).toHaveLength(leadCount * eventsOfEach);
    const { messages } = read(live);
    await until(() => messages.length >= leadCount * eventsOfEach);
    for (const leadId of leads) {
      expect(ofLead(republished, leadId)).toEqual(ofLead(messages, leadId));
    }
  });

  it('goes on where it was when it is killed, and leaves nothing out', async () => {
    const topic = aTopic();
    const { child, ended } = startLeadctl(environment, ['republish', '--to', topic]);
    while ((await positionOf(topic)) === beginning) await new Promise(setImmediate);
    child.kill('SIGKILL');
    await ended;
    const at = await positionOf(topic);
    expect(at < (await runtime.log.head())).toBe(true);
    expect((await run(topic)).code).toBe(0);
    const messages = await contentOf(topic);
    expectWhole(messages);
    // What was sent and not noted yet: no more than one page.
    expect(messages.length).toBeLessThanOrEqual(leadCount * eventsOfEach + 1_000);
  });

  it('stops in order when it is told to, says so, and then sends nothing twice', async () => {
    const topic = aTopic();
    const { child, ended } = startLeadctl(environment, ['republish', '--to', topic]);
    while ((await positionOf(topic)) === beginning) await new Promise(setImmediate);
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    const at = await positionOf(topic);
    expect([code, stdout]).toEqual([130, `Stopped at position ${at}; the same command goes on.\n`]);
    expect((await run(topic)).code).toBe(0);
    const messages = await contentOf(topic);
    expectWhole(messages);
    expect(messages).toHaveLength(leadCount * eventsOfEach);
  });

  it('goes up to a position, and later on from there', async () => {
    const topic = aTopic();
    const middle = String(leadCount * 10).padStart(20, '0');
    const { stdout } = await run(topic, '--until', middle);
    expect(stdout).toBe(`${topic} has the history up to position ${middle}.\n`);
    expectWhole(await contentOf(topic), 10);
    expect((await run(topic, '--until', middle)).stdout).toBe(stdout);
    expect((await run(topic)).code).toBe(0);
    const messages = await contentOf(topic);
    expectWhole(messages);
    expect(messages).toHaveLength(leadCount * eventsOfEach);
  });

  it('begins again when the topic was taken away', async () => {
    const topic = aTopic();
    const middle = String(leadCount * 10).padStart(20, '0');
    await run(topic, '--until', middle);
    await admin.deleteTopics({ topics: [topic] });
    while ((await admin.listTopics()).includes(topic)) await new Promise(setImmediate);
    expect((await run(topic, '--until', middle)).code).toBe(0);
    expectWhole(await contentOf(topic), 10);
  });

  it.each([
    ['the topic of the relay', [], 1, /is where the relay publishes.*Name another topic\.\n$/],
    ['a position beyond the log', ['--until', '9'.repeat(20)], 1, /^The log ends at 0+9000\.\n$/],
    ['what is no position', ['--until', '17'], 2, /a position of 20 digits\.\n$/],
  ])('refuses %s', async (what, more, code, sentence) => {
    const topic = what === 'the topic of the relay' ? live : aTopic();
    const ended = await run(topic, ...more);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toMatch(sentence);
  });

  it.each([
    [
      'there is no Kafka',
      { KAFKA_BROKERS: '127.0.0.1:1' },
      /^Kafka at 127\.0\.0\.1:1 cannot be used/,
    ],
    [
      'there are too few brokers',
      { TASUKI_TOPIC_REPLICAS: '9' },
      /^Kafka at .*replication-factor is invalid/i,
    ],
    ['nobody says where Kafka is', { KAFKA_BROKERS: '' }, /^Set .* right: KAFKA_BROKERS: must/],
  ])('says in one sentence that %s', async (_, more, sentence) => {
    const ended = await leadctl({ ...environment, ...more }, ['republish', '--to', aTopic()]);
    expect([ended.code, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr).toMatch(sentence);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('leaves a lead out from the event on that cannot be told, says so, and brings it in later', async () => {
    const topic = aTopic();
    const [broken, other] = someLeads(2) as [string, string];
    await write(broken, 1, 2);
    const future = { ...asWritten(activity('guide')), schemaVersion: 9 };
    await runtime.log.append(leadStream(broken), [future], 2);
    const between = await runtime.log.head();
    await write(broken, 4, 6);
    await write(other, 1, 3);
    const expectLeftOut = async (code: number | null, stdout: string) => {
      expect(code).toBe(1);
      expect(stdout).toMatch(
        new RegExp(`\nLead ${broken} is left out from version 3 on: .*comes from the future`),
      );
      expect(versionsOf(toldOf(await contentOf(topic)), broken)).toEqual([1, 2]);
    };
    const first = await run(topic, '--until', between);
    await expectLeftOut(first.code, first.stdout);
    const second = await run(topic);
    await expectLeftOut(second.code, second.stdout);
    expect(versionsOf(toldOf(await contentOf(topic)), other)).toEqual([1, 2, 3]);

    await runtime.pool.query('alter table events disable trigger user');
    await runtime.pool.query('update events set schema_version = 1 where schema_version = 9');
    await write(broken, 7, 8);
    expect((await run(topic)).code).toBe(0);
    expect(versionsOf(toldOf(await contentOf(topic)), broken)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('leaves a lead out from the message on that the topic does not take, says so, and brings it in later', async () => {
    const topic = aTopic();
    const taking = (bytes: number) => [{ name: 'max.message.bytes', value: `${bytes}` }];
    await admin.createTopics({
      topics: [{ topic, numPartitions: 3, configEntries: taking(1_100) }],
    });
    const from = await runtime.log.head();
    const [large] = someLeads(1) as [string];
    await write(large, 1, 2);
    await runtime.log.append(leadStream(large), [asWritten(activity('襷'.repeat(200)))], 2);
    const between = await runtime.log.head();
    await write(large, 4, 6);
    await runtime.pool.query('insert into checkpoints values ($1, $2)', [
      `republish:${topic}`,
      from,
    ]);
    for (const more of [['--until', between], []]) {
      const { code, stdout } = await run(topic, ...more);
      expect(code).toBe(1);
      const leftOut = `Lead ${large} is left out from version 3 on: its message takes about`;
      expect(stdout).toMatch(new RegExp(`\n${leftOut} \\d+ bytes`));
      expect(versionsOf(toldOf(await contentOf(topic)), large)).toEqual([1, 2]);
    }

    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries: taking(100_000) }],
    });
    // A broker answers shortly before it goes by that.
    await until(async () => (await run(topic)).code === 0);
    expect(versionsOf(toldOf(await contentOf(topic)), large)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('refuses a topic that has fewer partitions than asked for', async () => {
    const topic = aTopic();
    await admin.createTopics({ topics: [{ topic, numPartitions: 2 }] });
    const { code, stdout, stderr } = await run(topic);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`${topic} has fewer partitions than the 3 of TASUKI_TOPIC_PARTITIONS`);
  });
});
