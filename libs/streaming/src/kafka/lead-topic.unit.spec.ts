import { leadTopic } from '@tasuki/lead-messages';
import { readConfig, RelayConfig } from '@tasuki/platform';
import { topicSettings } from './lead-topic';

const settings = (said: Readonly<Record<string, string>> = {}) =>
  topicSettings(
    readConfig(RelayConfig, {
      DATABASE_URL: 'postgresql://127.0.0.1/tasuki',
      TASUKI_MASTER_KEY_FILE: 'master.key',
      KAFKA_BROKERS: '127.0.0.1:9092',
      ...said,
    }),
  );

describe('the topic of the relay', () => {
  it('is the one of the contract, kept for ever, and survives a broker', () => {
    expect(settings()).toEqual({
      name: leadTopic,
      partitions: 12,
      replicationFactor: 3,
      minInsyncReplicas: 2,
      retentionMs: -1,
    });
  });

  it.each([
    ['0', -1],
    ['1', 86_400_000],
    ['30', 2_592_000_000],
  ])('is kept for so many days: %s', (days, retentionMs) =>
    expect(settings({ TASUKI_TOPIC_RETENTION_DAYS: days })).toMatchObject({ retentionMs }),
  );

  it.each([
    ['1', 1],
    ['2', 1],
    ['5', 4],
  ])('of %s replicas needs all but one, and one at least', (replicas, minInsyncReplicas) =>
    expect(settings({ TASUKI_TOPIC_REPLICAS: replicas })).toMatchObject({ minInsyncReplicas }),
  );

  it('may have another name', () => {
    expect(settings({ TASUKI_TOPIC: 'leads' }).name).toBe('leads');
  });
});
