import { type LeadMessage, inBinaryMode } from '@tasuki/lead-messages';
import { type Consumer, type Kafka, type Message, Partitioners } from 'kafkajs';

const acks = -1;

/** The same bytes as our producer's, made beforehand. */
export function recordsOf(messages: readonly LeadMessage[]): readonly Message[] {
  return messages.map((message) => {
    const { headers, body } = inBinaryMode(message);
    return { key: message.subject, value: body, headers: { ...headers } };
  });
}

/** A bare producer with our settings: idempotent, one request at a time, all replicas. */
export async function openRawProducer(kafka: Kafka, topic: string) {
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
  });
  await producer.connect();
  return {
    async sendAll(records: readonly Message[], batchSize: number): Promise<void> {
      for (let start = 0; start < records.length; start += batchSize) {
        await producer.send({ topic, acks, messages: records.slice(start, start + batchSize) });
      }
    },
    close: () => producer.disconnect(),
  };
}

export interface RawConsumption {
  readonly count: number;
  readonly seconds: number;
}

/**
 * A bare consumer with our settings that parses each body and commits after each batch: from the moment
 * it has joined until all is committed.
 */
export async function consumeRaw(
  kafka: Kafka,
  topic: string,
  groupId: string,
  expected: number,
): Promise<RawConsumption> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 500 });
  const begun = joined(consumer);
  const done = Promise.withResolvers<number>();
  let count = 0;
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: 16,
    async eachBatch(payload) {
      const { partition, messages } = payload.batch;
      for (const { value } of messages) JSON.parse(value!.toString());
      const last = messages.at(-1)!.offset;
      const offsets = [{ partition, offset: String(BigInt(last) + 1n) }];
      await payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: offsets }] });
      payload.resolveOffset(last);
      count += messages.length;
      if (count >= expected) done.resolve(performance.now());
    },
  });
  const ended = await done.promise;
  await consumer.disconnect();
  return { count, seconds: (ended - (await begun)) / 1000 };
}

function joined(consumer: Consumer): Promise<number> {
  return new Promise((resolve) => {
    consumer.on(consumer.events.GROUP_JOIN, () => resolve(performance.now()));
  });
}
