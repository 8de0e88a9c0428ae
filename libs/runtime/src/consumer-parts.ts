import { type Config, type ConsumerConfig } from '@tasuki/platform';
import {
  configuredKafka,
  forgetPosition,
  inProcessConsumer,
  kafkaConsumer,
  type KafkaSettings,
  type LeadConsumerParts,
  type MessageConsumer,
  untilBegun,
} from '@tasuki/streaming';
import { registry, type Runtime } from './runtime';

/**
 * On the brokers a group is named by its topic too: installations share a cluster, and members of one
 * group must want the same topic.
 */
export const nameOnBrokers = (topic: string, group: string) => `${topic}.${group}`;

/** A place in the log that a group had before Kafka is forgotten. */
export function ofTopic(
  topic: string,
  consumer: MessageConsumer,
  { pool, logger }: Pick<Runtime, 'pool' | 'logger'>,
): MessageConsumer {
  return {
    async run(subscription, signal) {
      const { group } = subscription;
      const forget = () => forgetPosition(pool, group);
      if ((await untilBegun(forget, { group, logger }, signal)) === undefined) return;
      await consumer.run({ ...subscription, group: nameOnBrokers(topic, group) }, signal);
    },
  };
}

/** A process that was told nothing of Kafka has none. */
export type ConsumingConfig = Pick<Config, 'TASUKI_SOURCE'> &
  (
    | Pick<ConsumerConfig, keyof KafkaSettings | 'TASUKI_TOPIC'>
    | { readonly KAFKA_BROKERS?: undefined }
  );

/**
 * What a consumer of the messages about leads is made of: they come from Kafka where the configuration
 * names it, and else from the log itself.
 * @param clientId how the process is called in the logs of the brokers
 * @throws StartupError when a file that the configuration names for Kafka cannot be read
 */
export function consumerParts(
  { log: store, pool, logger }: Pick<Runtime, 'log' | 'pool' | 'logger'>,
  config: ConsumingConfig,
  clientId: string,
): LeadConsumerParts {
  const parts = { store, pool, registry, source: config.TASUKI_SOURCE, logger };
  if (config.KAFKA_BROKERS === undefined) return { ...parts, stream: inProcessConsumer(parts) };
  const { KAFKA_BROKERS, TASUKI_TOPIC: topic } = config;
  const kafka = configuredKafka({ ...config, KAFKA_BROKERS }, { clientId, logger });
  const consumer = kafkaConsumer(kafka, { topic, logger });
  return { ...parts, stream: ofTopic(topic, consumer, { pool, logger }) };
}
