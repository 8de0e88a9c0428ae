import { type RelayConfig } from '@tasuki/platform';
import { leadReader, registry, type Runtime } from '@tasuki/runtime';
import { kafkaClient, kafkaProducer, leadMessagesOf, topicSettings } from '@tasuki/streaming';
import { publisher } from './publish';
import { untilTopic } from './topic';

/** Publishes the log's lead events to Kafka, from the checkpoint on. */
export interface Relay {
  /** Until the signal fires. A cluster that is away is waited for, and nothing else waits with it. */
  run(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** To be called once in a process. */
export function openRelay(
  runtime: Pick<Runtime, 'log' | 'pool' | 'logger' | 'health'>,
  config: RelayConfig,
): Relay {
  const { log, logger } = runtime;
  const brokers = config.KAFKA_BROKERS.split(',');
  const kafka = kafkaClient({ brokers, clientId: 'tasuki-relay', logger });
  const producer = kafkaProducer(kafka, config.TASUKI_TOPIC);
  const source = config.TASUKI_SOURCE;
  const teller = () => leadMessagesOf({ store: log, registry, source });
  const follow = leadReader(runtime, {
    name: 'relay',
    ...publisher({ log, producer, teller, logger }),
  });
  return {
    async run(signal) {
      await untilTopic(kafka, topicSettings(config), logger, signal);
      await follow(signal);
    },
    close: () => producer.close(),
  };
}
