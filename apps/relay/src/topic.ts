import { type Logger, pause } from '@tasuki/platform';
import { openTopic, type TopicSettings } from '@tasuki/streaming';
import { type Kafka } from 'kafkajs';

const retryMs = 1_000;

/** Waits until the topic is there, and makes it if need be; until the signal fires. */
export async function untilTopic(
  kafka: Kafka,
  settings: TopicSettings,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const outcome = await openTopic(kafka, settings);
      const { name: topic, partitions } = settings;
      if (outcome === 'made') logger.info({ topic, partitions }, 'the topic was made');
      if (outcome === 'fewer') {
        logger.warn({ topic, partitions }, 'the topic has fewer partitions; it is left as it is');
      }
      return;
    } catch (error) {
      logger.warn(
        { err: error, topic: settings.name },
        'the topic cannot be had; it is tried again',
      );
      await pause(retryMs, signal);
    }
  }
}
