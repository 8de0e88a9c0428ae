import { silentLogger } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';
import { type Admin, ConfigResourceTypes } from 'kafkajs';
import { kafkaClient } from './kafka-client';
import { ensureTopic } from './kafka-topics';

describe('a topic in Kafka', () => {
  const name = `topics-${randomUUID()}`;
  const wanted = {
    name,
    partitions: 3,
    replicationFactor: 1,
    retentionMs: 86_400_000,
    minInsyncReplicas: 1,
  };
  let admin: Admin;
  beforeAll(async () => {
    const brokers = [process.env.TASUKI_TEST_KAFKA!];
    admin = kafkaClient({ brokers, clientId: 'test', logger: silentLogger }).admin();
    await admin.connect();
  });
  afterAll(async () => {
    await admin.deleteTopics({ topics: [name] });
    await admin.disconnect();
  });

  async function partitions(): Promise<number> {
    const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
    return topics[0]!.partitions.length;
  }

  it('is made once, with the settings asked for, however many make it at once', async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => ensureTopic(admin, wanted)));
    expect(outcomes.sort()).toEqual(['made', 'there', 'there']);
    expect(await partitions()).toBe(3);
    const type = ConfigResourceTypes.TOPIC;
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type, name }],
    });
    const settings = resources[0]!.configEntries.map((one) => [one.configName, one.configValue]);
    expect(Object.fromEntries(settings)).toMatchObject({
      'cleanup.policy': 'delete',
      'retention.ms': '86400000',
      'retention.bytes': '-1',
      'compression.type': 'uncompressed',
      'min.insync.replicas': '1',
      'unclean.leader.election.enable': 'false',
      'max.message.bytes': '2000000',
    });
  });

  it('that is there with fewer partitions is told of and left alone', async () => {
    expect(await ensureTopic(admin, { ...wanted, partitions: 6 })).toBe('fewer');
    expect(await ensureTopic(admin, { ...wanted, partitions: 2 })).toBe('there');
    expect(await partitions()).toBe(3);
  });
});
