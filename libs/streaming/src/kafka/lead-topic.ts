import { type RelayConfig } from '@tasuki/platform';
import { type Kafka, KafkaJSAggregateError } from 'kafkajs';
import { StreamUnavailable } from '../streaming';
import { explained } from './explained';
import { ensureTopic, type TopicOutcome, type TopicSettings } from './kafka-topics';

const dayMs = 86_400_000;

/**
 * A topic for messages about leads as it is made where there is none; all replicas but one must have a
 * message.
 * @param name the one that the relay publishes to when left out
 */
export function topicSettings(config: RelayConfig, name = config.TASUKI_TOPIC): TopicSettings {
  const { TASUKI_TOPIC_REPLICAS: replicas, TASUKI_TOPIC_RETENTION_DAYS: days } = config;
  return {
    name,
    partitions: config.TASUKI_TOPIC_PARTITIONS,
    replicationFactor: replicas,
    retentionMs: days === 0 ? -1 : days * dayMs,
    minInsyncReplicas: Math.max(1, replicas - 1),
  };
}

/**
 * Makes the topic if it is not there; changes none.
 * @throws StreamUnavailable when the cluster cannot be reached, or does not make such a topic
 */
export async function openTopic(kafka: Kafka, settings: TopicSettings): Promise<TopicOutcome> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await ensureTopic(admin, settings);
  } catch (error) {
    // Of several topics each has its own error; this is one.
    const one: unknown = error instanceof KafkaJSAggregateError ? error.errors[0] : error;
    throw new StreamUnavailable(explained(one));
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
