import { KafkaConfig, silentLogger, type WorkerConfig } from '@tasuki/platform';
import { configuredKafka, consumerGroups, groupLag } from '@tasuki/streaming';
import { nameOnBrokers } from './consumer-parts';
import { type Runtime } from './runtime';

/**
 * Counts what each group has not handled of the topic, also while no member of it runs; the same in every
 * process that knows Kafka. Without Kafka `tasuki_projection_lag_events` says how far a group is in the log.
 * @returns what ends it
 * @throws StartupError when a file that the configuration names for Kafka cannot be read
 */
export function addConsumerLag(
  { metrics, pool }: Pick<Runtime, 'metrics' | 'pool'>,
  config: WorkerConfig,
): () => Promise<void> {
  if (!(config instanceof KafkaConfig)) return () => Promise.resolve();
  const { KAFKA_BROKERS, TASUKI_TOPIC: topic } = config;
  if (KAFKA_BROKERS === undefined) return () => Promise.resolve();
  const options = {
    clientId: 'tasuki-metrics',
    // What keeps it from the brokers keeps relay or consumer from them too, who say so.
    logger: silentLogger,
    // Who asks is gone after 2 s, and asks again at the next scrape.
    requestTimeoutMs: 2_000,
    retries: 2,
  };
  const kafka = configuredKafka({ ...config, KAFKA_BROKERS }, options);
  const lag = groupLag(kafka, {
    topic,
    groups: () => consumerGroups(pool),
    nameOnBrokers: (group) => nameOnBrokers(topic, group),
  });
  metrics.gauge(
    'tasuki_consumer_lag_messages',
    'Messages of the topic that a group of consumers has not handled yet.',
    async () => [...(await lag.look())].map(([group, value]) => ({ labels: { group }, value })),
  );
  return () => lag.close();
}
