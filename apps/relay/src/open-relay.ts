import { type RelayConfig } from '@tasuki/platform';
import { leadReader, registry, type Runtime } from '@tasuki/runtime';
import { configuredKafka, kafkaProducer, leadMessagesOf, topicSettings } from '@tasuki/streaming';
import { publisher } from './publish';
import { topicOpener } from './topic';

/** Publishes the log's lead events to Kafka, from the checkpoint on. */
export interface Relay {
  /** Until the signal fires. A cluster that is away is waited for, and nothing else waits with it. */
  run(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/**
 * To be called once in a process.
 * @throws StartupError when a file that the configuration names for Kafka cannot be read
 */
export function openRelay(
  runtime: Pick<Runtime, 'log' | 'pool' | 'logger' | 'health'>,
  config: RelayConfig,
): Relay {
  const { log, logger } = runtime;
  const kafka = configuredKafka(config, { clientId: 'tasuki-relay', logger });
  const producer = kafkaProducer(kafka, config.TASUKI_TOPIC);
  const openTopic = topicOpener(runtime, kafka, topicSettings(config));
  const source = config.TASUKI_SOURCE;
  const teller = () => leadMessagesOf({ store: log, registry, source });
  const follow = leadReader(runtime, {
    name: 'relay',
    ...publisher({ log, producer, teller, logger }),
  });
  return {
    async run(signal) {
      await openTopic(signal);
      await follow(signal);
    },
    close: () => producer.close(),
  };
}
