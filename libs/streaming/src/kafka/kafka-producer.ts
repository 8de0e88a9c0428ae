import { inBinaryMode, type LeadMessage } from '@tasuki/lead-messages';
import { type Kafka, type Message, Partitioners, type Producer } from 'kafkajs';
import { type MessageProducer, type RefusedMessage, StreamUnavailable } from '../streaming';
import { explained } from './explained';
import { retry } from './kafka-client';

/** Of all replicas in sync. */
const acks = -1;

/**
 * Sends to one topic, the lead's id as key: a lead's messages stand in one partition, in order. A
 * request that is tried again is written once (idempotent producer); of a batch that one partition has
 * refused for its size, what the others have taken is sent and written again.
 *
 * After a request that failed the producer is thrown away. kafkajs takes its sequence numbers back, also of
 * what was written without an answer, or in another partition: the broker would take the next messages
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

  async function dropProducer(): Promise<void> {
    const producer = await connected?.catch(() => undefined);
    connected = undefined;
    if (producer) await disconnect(producer);
  }

  /** @param refused by lead; is added to */
  async function sendPart(part: readonly Sized[], refused: Map<string, RefusedMessage>) {
    const open = part.filter(({ message }) => !refused.has(message.subject));
    if (open.length === 0) return;
    try {
      connected ??= connect();
      const producer = await connected;
      await producer.send({ topic, acks, messages: open.map(({ record }) => record) });
    } catch (error) {
      await dropProducer();
      if (!isTooLarge(error)) throw new StreamUnavailable(explained(error));
      const { message, bytes } = open[0]!;
      if (open.length === 1) {
        const reason = `its message takes about ${bytes} bytes, more than the topic takes (max.message.bytes, segment.bytes)`;
        refused.set(message.subject, { message, reason });
        return;
      }
      // The topic takes less at once than it would if it had been made here.
      const middle = Math.ceil(open.length / 2);
      await sendPart(open.slice(0, middle), refused);
      await sendPart(open.slice(middle), refused);
    }
  }

  async function sendNow(messages: readonly LeadMessage[]): Promise<readonly RefusedMessage[]> {
    const refused = new Map<string, RefusedMessage>();
    for (const part of inParts(messages.map(sized))) await sendPart(part, refused);
    return [...refused.values()];
  }

  return {
    send(messages) {
      if (messages.length === 0) return Promise.resolve([]);
      const sent = sending.then(() => sendNow(messages));
      sending = sent.catch(() => undefined);
      return sent;
    },
    async close() {
      await sending;
      await dropProducer();
    },
  };
}

/** What a broker says of a batch that it will never take. */
const tooLarge = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'];

function isTooLarge(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) {
    if ('type' in one && tooLarge.includes(String(one.type))) return true;
  }
  return false;
}

interface Sized {
  readonly message: LeadMessage;
  readonly record: Message;
  /** That it takes as a batch of its own; a few more at most. */
  readonly bytes: number;
}

/** Around what a batch of one record holds, and around each of its headers. */
const [aroundBytes, aroundHeaderBytes] = [100, 4];

function sized(message: LeadMessage): Sized {
  const { headers, body } = inBinaryMode(message);
  const key = message.subject;
  const texts = [key, body, ...Object.entries(headers).flat()];
  const around = aroundBytes + aroundHeaderBytes * Object.keys(headers).length;
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), around);
  return { message, record: { key, value: body, headers: { ...headers } }, bytes };
}

/** So many bytes at once, and no more: a broker refuses larger batches, and goes on to. */
const mostBytes = 900_000;

/** In their order; one that is larger by itself goes alone. */
function inParts(all: readonly Sized[]): readonly Sized[][] {
  const parts: Sized[][] = [];
  let inPart = Infinity;
  for (const one of all) {
    if (inPart + one.bytes > mostBytes) {
      parts.push([]);
      inPart = 0;
    }
    parts.at(-1)!.push(one);
    inPart += one.bytes;
  }
  return parts;
}

/** One that cannot even leave in order is left to the broker. */
async function disconnect(producer: Producer): Promise<void> {
  await producer.disconnect().catch(() => undefined);
}
