import { silentLogger } from '@tasuki/platform';
import { type Kafka } from 'kafkajs';
import { createTopic } from '../../../test/support/kafka/topic';
import { kafkaClient, kafkaProducer } from '../src/index';
import { messageAt, type Told } from './lead-events';
import { type ConsumerPlan } from './member';

/** A topic of a test's own, with a producer. */
export interface KafkaStream {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly plan: Extract<ConsumerPlan, { kind: 'kafka' }>;
  publish(told: readonly Told[]): Promise<void>;
  publishUnreadable(told: Told): Promise<void>;
  close(): Promise<void>;
}

/** @param address of the broker; the kafka suite's when left out */
export async function openKafkaStream(partitions: number, address?: string): Promise<KafkaStream> {
  const topic = await createTopic(partitions, address);
  const { broker, name } = topic;
  const kafka = kafkaClient({ brokers: [broker], clientId: 'test', logger: silentLogger });
  const producer = kafkaProducer(kafka, name);
  return {
    kafka,
    topic: name,
    plan: { kind: 'kafka', broker, topic: name },
    publish: (told) => producer.send(told.map(messageAt)),
    async publishUnreadable({ leadId }) {
      const other = kafka.producer({ allowAutoTopicCreation: false });
      await other.connect();
      await other.send({ topic: name, messages: [{ key: leadId, value: '襷', headers: {} }] });
      await other.disconnect();
    },
    async close() {
      await producer.close();
      await topic.remove();
    },
  };
}
