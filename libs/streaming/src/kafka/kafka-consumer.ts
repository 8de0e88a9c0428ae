import { type Logger, pause, reasonOf } from '@tasuki/platform';
import { type Consumer, type Kafka } from 'kafkajs';
import { type MessageConsumer, type StreamState, type Subscription } from '../streaming';
import { explained } from './explained';
import { batchHandler } from './handle-batch';
import { retry } from './kafka-client';

export interface KafkaConsumerOptions {
  readonly topic: string;
  readonly logger: Logger;
  /** Messages handed over at once, at most; 500 when left out. */
  readonly batchSize?: number;
  /** Partitions handled at once by this member; 16 when left out. */
  readonly concurrency?: number;
  /** After so long without a sign of life others take over; 15,000 ms when left out. */
  readonly sessionTimeoutMs?: number;
  /** A batch that takes longer than this loses its partition when members come or go; 60,000 ms. */
  readonly rebalanceTimeoutMs?: number;
  /** Brokers that have not answered anything for so long count as away; 20,000 ms when left out. */
  readonly awayAfterMs?: number;
}

/** Between two attempts to join, doubling; from the shortest again after one that lasted. */
const [shortestRejoinMs, longestRejoinMs, lastedMs] = [500, 4_000, 10_000];
/** How long a fetch waits for messages, and a stop for that fetch. */
const fetchWaitMs = 500;
/** What is fetched at once, and so held in memory, in bytes. */
const [maxBytesPerPartition, maxBytes] = [1_048_576, 10_485_760];

/**
 * A member of a consumer group. Whatever ends it, it joins anew with a fresh connection.
 *
 * kafkajs fetches again when all that it has fetched is handled: a batch that is not handled soon
 * holds up the other partitions of this member too, and memory holds one fetch, whatever comes.
 */
export function kafkaConsumer(kafka: Kafka, options: KafkaConsumerOptions): MessageConsumer {
  const { logger } = options;
  return {
    async run(subscription, signal) {
      let waitMs = shortestRejoinMs;
      while (!signal.aborted) {
        const begun = performance.now();
        try {
          await runOnce(kafka, options, subscription, signal);
        } catch (error) {
          if (performance.now() - begun > lastedMs) waitMs = shortestRejoinMs;
          const { group } = subscription;
          logger.warn(
            { group, reason: reasonOf(explained(error)) },
            'a consumer cannot go on; it tries again',
          );
          subscription.onState?.('away');
          await pause(waitMs, signal);
          waitMs = Math.min(waitMs * 2, longestRejoinMs);
        }
      }
    },
  };
}

/** Joins the group and consumes until the signal fires. @throws whatever ended it before */
async function runOnce(
  kafka: Kafka,
  options: KafkaConsumerOptions,
  subscription: Subscription,
  signal: AbortSignal,
): Promise<void> {
  const { topic, logger, batchSize = 500, concurrency = 16 } = options;
  const { sessionTimeoutMs = 15_000, rebalanceTimeoutMs = 60_000, awayAfterMs } = options;
  const heartbeatMs = Math.floor(sessionTimeoutMs / 5);
  const { group } = subscription;
  const consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: rebalanceTimeoutMs,
    heartbeatInterval: heartbeatMs,
    maxWaitTimeInMs: fetchWaitMs,
    maxBytesPerPartition,
    maxBytes,
    allowAutoTopicCreation: false,
    retry: { ...retry, restartOnFailure: () => Promise.resolve(false) },
  });
  const ended = endOf(consumer, signal);
  const handling = { subscription, batchSize, heartbeatMs, logger };
  const unwatch = watch(consumer, subscription, awayAfterMs);
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: concurrency,
      eachBatch: batchHandler(handling, signal),
    });
    await ended.promise;
  } finally {
    ended.forget();
    unwatch();
    // Waits for the present batches, then leaves the group.
    await consumer.disconnect().catch(() => undefined);
  }
}

/**
 * Tells how the member and its brokers get on. Of brokers that are stuck kafkajs says nothing for more
 * than a minute. While a rebalance is waited for they do not answer either: nothing can be read then.
 * @returns what ends it
 */
function watch(consumer: Consumer, subscription: Subscription, awayAfterMs = 20_000): () => void {
  const { REQUEST, GROUP_JOIN, FETCH, HEARTBEAT, CRASH } = consumer.events;
  let state: StreamState = 'away';
  let answeredAt = -Infinity;
  const tell = (next: StreamState) => {
    if (next !== state) subscription.onState?.(next);
    state = next;
  };
  const well = () => tell('connected');
  const look = () => performance.now() - answeredAt > awayAfterMs && tell('away');
  const timer = setInterval(look, Math.min(awayAfterMs, 1_000));
  const events = [
    consumer.on(REQUEST, () => (answeredAt = performance.now())),
    // An answer alone does not say that there is something to be had.
    consumer.on(GROUP_JOIN, well),
    consumer.on(FETCH, well),
    consumer.on(HEARTBEAT, well),
  ];
  const end = () => {
    clearInterval(timer);
    for (const forget of events) forget();
  };
  // Before the present batches are waited for, which may take long, and go on with their heartbeats.
  events.push(
    consumer.on(CRASH, () => {
      end();
      tell('away');
    }),
  );
  return end;
}

/** Resolves when the signal fires, rejects when kafkajs gives up. */
function endOf(consumer: Consumer, signal: AbortSignal) {
  const ended = Promise.withResolvers<void>();
  ended.promise.catch(() => undefined);
  consumer.on(consumer.events.CRASH, ({ payload }) => ended.reject(payload.error));
  const stop = () => ended.resolve();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  return { ...ended, forget: () => signal.removeEventListener('abort', stop) };
}
