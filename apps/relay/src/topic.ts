import { type Logger, pause, type RelayConfig } from '@tasuki/platform';
import { ensureTopic, type TopicSettings } from '@tasuki/streaming';
import { type Kafka } from 'kafkajs';

const retryMs = 1_000;
const dayMs = 86_400_000;

/** The topic as it is made where there is none; all replicas but one must have a message. */
export function topicSettings(config: RelayConfig): TopicSettings {
  const { TASUKI_TOPIC_REPLICAS: replicas, TASUKI_TOPIC_RETENTION_DAYS: days } = config;
  return {
    name: config.TASUKI_TOPIC,
    partitions: config.TASUKI_TOPIC_PARTITIONS,
    replicationFactor: replicas,
    retentionMs: days === 0 ? -1 : days * dayMs,
    minInsyncReplicas: Math.max(1, replicas - 1),
  };
}

/** Waits until the topic is there, and makes it if need be; until the signal fires. */
export async function untilTopic(
  kafka: Kafka,
  settings: TopicSettings,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const admin = kafka.admin();
    try {
      await admin.connect();
      const outcome = await ensureTopic(admin, settings);
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
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }
}
