import { inBinaryMode, type LeadMessage } from '@tasuki/lead-messages';
import { silentLogger } from '@tasuki/platform';
import { type Kafka, type Message } from 'kafkajs';
import { createTopic } from '../../../test/support/kafka/topic';
import { kafkaClient, kafkaProducer } from '../src/index';
import { messageAt, type Told } from './lead-events';
import { type ConsumerPlan } from './member';

/** A topic of a test's own, with a producer. */
export interface KafkaStream {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly plan: Extract<ConsumerPlan, { kind: 'kafka' }>;
  send(messages: readonly LeadMessage[]): Promise<void>;
  publish(told: readonly Told[]): Promise<void>;
  publishUnreadable(told: Told): Promise<void>;
  /** Text without any headers. */
  publishGarbage(value: string): Promise<void>;
  close(): Promise<void>;
}

/** @param address of the broker; the kafka suite's when left out */
export async function openKafkaStream(partitions: number, address?: string): Promise<KafkaStream> {
  const topic = await createTopic(partitions, address);
  const { broker, name } = topic;
  const kafka = kafkaClient({ brokers: [broker], clientId: 'test', logger: silentLogger });
  const producer = kafkaProducer(kafka, name);
  async function send(messages: readonly LeadMessage[]): Promise<void> {
    const [refused] = await producer.send(messages);
    if (refused !== undefined) throw new Error(refused.reason);
  }
  async function sendPlain(message: Message): Promise<void> {
    const other = kafka.producer({ allowAutoTopicCreation: false });
    await other.connect();
    await other.send({ topic: name, messages: [message] });
    await other.disconnect();
  }

  return {
    kafka,
    topic: name,
    plan: { kind: 'kafka', broker, topic: name },
    send,
    publish: (told) => send(told.map(messageAt)),
    publishUnreadable: (one) =>
      sendPlain({ key: one.leadId, value: '襷', headers: inBinaryMode(messageAt(one)).headers }),
    publishGarbage: (value) => sendPlain({ value }),
    async close() {
      await producer.close();
      await topic.remove();
    },
  };
}
