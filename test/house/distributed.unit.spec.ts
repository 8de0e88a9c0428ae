import { beside } from '../../scripts/distributed/beside';
import { assertOwnTopic } from '../../scripts/distributed/broker';

describe('start:distributed on brokers of others', () => {
  it('wants a topic that nobody else has', () => {
    const KAFKA_BROKERS = '127.0.0.1:9092';
    expect(() => assertOwnTopic({ KAFKA_BROKERS })).toThrow('give TASUKI_TOPIC, too');
    expect(() => assertOwnTopic({ KAFKA_BROKERS, TASUKI_TOPIC: 'leads' })).not.toThrow();
    expect(() => assertOwnTopic({})).not.toThrow();
  });
});

describe('what start:distributed prints for leadctl', () => {
  const env = { KAFKA_BROKERS: '127.0.0.1:9092', TASUKI_TOPIC_REPLICAS: '1' };
  const lineOf = (more: Readonly<Record<string, string | undefined>>) =>
    beside(['lead-api'], { ...more, ...env })
      .split('\n')
      .find((line) => line.includes('republish --to'));

  it('needs nothing but Kafka where nothing was set', () => {
    expect(lineOf({ PATH: '/bin', WORKER_PORT: undefined })).toBe(
      '  KAFKA_BROKERS=127.0.0.1:9092 TASUKI_TOPIC_REPLICAS=1 npm run -s leadctl -- republish --to lead-history',
    );
  });

  it('says again what was set for the start alone, as a shell takes it', () => {
    const line = lineOf({
      TASUKI_HOME: "/tmp/mika's home",
      TASUKI_TOPIC: 'leads',
      KAFKA_TLS: 'on',
    });
    expect(line).toContain(String.raw` TASUKI_HOME='/tmp/mika'\''s home' TASUKI_TOPIC=leads `);
    expect(line).toContain(' KAFKA_TLS=on ');
  });
});
