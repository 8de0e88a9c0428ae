import { pause } from '@tasuki/platform';
import { type Runtime } from '@tasuki/runtime';
import { openTopic, type TopicOutcome, type TopicSettings } from '@tasuki/streaming';
import { type Kafka } from 'kafkajs';

const retryMs = 1_000;

/**
 * To be called once in a process.
 * @returns what waits until the topic is there, and makes it if need be; until the signal fires
 */
export function topicOpener(
  { logger, health }: Pick<Runtime, 'logger' | 'health'>,
  kafka: Kafka,
  settings: TopicSettings,
): (signal: AbortSignal) => Promise<void> {
  const { name: topic, partitions } = settings;
  let failed = false;
  health.add({
    name: 'topic',
    check: () => (failed ? 'it cannot be had; the log of this process says why' : undefined),
  });

  function tell(outcome: TopicOutcome): void {
    if (outcome === 'made') logger.info({ topic, partitions }, 'the topic was made');
    if (outcome === 'fewer') {
      logger.warn({ topic, partitions }, 'the topic has fewer partitions; it is left as it is');
    }
  }

  return async (signal) => {
    while (!signal.aborted) {
      try {
        tell(await openTopic(kafka, settings));
        break;
      } catch (error) {
        failed = true;
        logger.warn({ err: error, topic }, 'the topic cannot be had; it is tried again');
        await pause(retryMs, signal);
      }
    }
    failed = false;
  };
}
