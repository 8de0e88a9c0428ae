import { type Config, type ConsumerConfig } from '@tasuki/platform';
import {
  inProcessConsumer,
  kafkaClient,
  kafkaConsumer,
  type LeadConsumerParts,
} from '@tasuki/streaming';
import { registry, type Runtime } from './runtime';

/** A process that was told nothing of Kafka has none. */
export type ConsumingConfig = Pick<Config, 'TASUKI_SOURCE'> &
  (Pick<ConsumerConfig, 'KAFKA_BROKERS' | 'TASUKI_TOPIC'> | { readonly KAFKA_BROKERS?: undefined });

/**
 * What a consumer of the messages about leads is made of: they come from Kafka where the configuration
 * names it, and else from the log itself.
 * @param clientId how the process is called in the logs of the brokers
 */
export function consumerParts(
  { log: store, pool, logger }: Pick<Runtime, 'log' | 'pool' | 'logger'>,
  config: ConsumingConfig,
  clientId: string,
): LeadConsumerParts {
  const parts = { store, pool, registry, source: config.TASUKI_SOURCE, logger };
  if (config.KAFKA_BROKERS === undefined) return { ...parts, stream: inProcessConsumer(parts) };
  const brokers = config.KAFKA_BROKERS.split(',');
  const kafka = kafkaClient({ brokers, clientId, logger });
  return { ...parts, stream: kafkaConsumer(kafka, { topic: config.TASUKI_TOPIC, logger }) };
}
