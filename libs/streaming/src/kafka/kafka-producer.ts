import { inBinaryMode, type LeadMessage } from '@tasuki/lead-messages';
import { type Kafka, type Message, Partitioners, type Producer } from 'kafkajs';
import { type MessageProducer, StreamUnavailable } from '../streaming';
import { explained } from './explained';
import { retry } from './kafka-client';

/** Of all replicas in sync. */
const acks = -1;

/**
 * Sends to one topic, the lead's id as key: a lead's messages stand in one partition, in order. A
 * retry within one call is written once (idempotent producer).
 *
 * After a call that failed the producer is thrown away. kafkajs takes its sequence numbers back when
 * it has no answer; if the lost request had been written, the broker would take the next messages
 * under the same numbers for a repetition, and drop them while acknowledging.
 */
export function kafkaProducer(kafka: Kafka, topic: string): MessageProducer {
  let connected: Promise<Producer> | undefined;
  let sending: Promise<unknown> = Promise.resolve();

  async function connect(): Promise<Producer> {
    const producer = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      idempotent: true,
      // More at once can be written out of order: kafkajs issues 353 and 598.
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      retry,
    });
    try {
      await producer.connect();
    } catch (error) {
      await disconnect(producer);
      throw error;
    }
    return producer;
  }

  async function sendNow(messages: readonly LeadMessage[]): Promise<void> {
    let producer: Producer | undefined;
    try {
      connected ??= connect();
      producer = await connected;
      for (const part of inParts(messages.map(recordOf))) {
        await producer.send({ topic, acks, messages: part });
      }
    } catch (error) {
      connected = undefined;
      if (producer) await disconnect(producer);
      throw new StreamUnavailable(explained(error));
    }
  }

  return {
    send(messages) {
      if (messages.length === 0) return Promise.resolve();
      const sent = sending.then(() => sendNow(messages));
      sending = sent.catch(() => undefined);
      return sent;
    },
    async close() {
      await sending;
      const producer = await connected?.catch(() => undefined);
      connected = undefined;
      if (producer) await disconnect(producer);
    },
  };
}

/** So many bytes at once, and no more: a broker refuses larger batches, and goes on to. */
const mostBytes = 900_000;

/** In their order; one that is larger by itself goes alone. */
function inParts(records: readonly Message[]): readonly Message[][] {
  const parts: Message[][] = [];
  let bytes = Infinity;
  for (const record of records) {
    const size = Buffer.byteLength(record.value!) + headerBytes;
    if (bytes + size > mostBytes) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)!.push(record);
    bytes += size;
  }
  return parts;
}

/** What key and headers take, and some more. */
const headerBytes = 2_000;

function recordOf(message: LeadMessage): Message {
  const { headers, body } = inBinaryMode(message);
  return { key: message.subject, value: body, headers: { ...headers } };
}

/** One that cannot even leave in order is left to the broker. */
async function disconnect(producer: Producer): Promise<void> {
  await producer.disconnect().catch(() => undefined);
}
