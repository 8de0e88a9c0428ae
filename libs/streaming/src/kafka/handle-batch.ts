import { gather, type Logger } from '@tasuki/platform';
import { type EachBatchHandler, type EachBatchPayload, KafkaJSProtocolError } from 'kafkajs';
import { type Subscription } from '../streaming';
import { untilHandled } from '../until-handled';
import { incomingOf } from './incoming-of';

export interface HandlingOptions {
  readonly subscription: Subscription;
  /** Messages handed over at once, at most. */
  readonly batchSize: number;
  readonly heartbeatMs: number;
  readonly logger: Logger;
}

/**
 * Hands over what was fetched of a partition, part by part; stores the position after each part.
 * What kafkajs gets to see thrown are its own errors: from them it joins the group anew.
 */
export function batchHandler(
  { subscription, batchSize, heartbeatMs, logger }: HandlingOptions,
  stop: AbortSignal,
): EachBatchHandler {
  const storePosition = gather(storePositions, { concurrency: 1, maxItems: 100 });
  return async (payload) => {
    const { topic, partition, messages } = payload.batch;
    const membership = beating(payload, heartbeatMs);
    const signal = AbortSignal.any([stop, membership.lost]);
    const beforeNext = () => payload.heartbeat();
    try {
      for (let start = 0; start < messages.length; start += batchSize) {
        if (signal.aborted || !payload.isRunning() || payload.isStale()) return;
        await payload.heartbeat();
        const part = messages.slice(start, start + batchSize);
        const batch = part.map((message) => incomingOf(topic, partition, message));
        if (!(await untilHandled(subscription, batch, { signal, logger, beforeNext }))) return;
        const { offset: last } = part.at(-1)!;
        await storePosition({ payload, offset: String(BigInt(last) + 1n) });
        payload.resolveOffset(last);
      }
    } finally {
      membership.stop();
    }
  };
}

/** The place from which a member goes on in the partition of a batch. */
interface Place {
  readonly payload: EachBatchPayload;
  readonly offset: string;
}

/** Of all partitions that were handled at the same time, in one request; a member has one topic. */
async function storePositions(places: readonly Place[]) {
  const { payload: member } = places[0]!;
  const partitions = places.map(({ payload, offset }) => ({
    partition: payload.batch.partition,
    offset,
  }));
  await member.commitOffsetsIfNecessary({ topics: [{ topic: member.batch.topic, partitions }] });
  return places.map(() => ({ value: undefined }));
}

/**
 * Tells the group that this member is alive while it handles something long. A rebalance waits for the
 * batch; only when the group has gone on without this member is the batch somebody else's.
 */
function beating(payload: EachBatchPayload, everyMs: number) {
  const lost = new AbortController();
  const timer = setInterval(() => {
    payload.heartbeat().catch((error: unknown) => {
      if (isOut(error)) lost.abort();
    });
  }, everyMs);
  return { lost: lost.signal, stop: () => clearInterval(timer) };
}

function isOut(error: unknown): boolean {
  if (!(error instanceof KafkaJSProtocolError)) return false;
  return error.type === 'UNKNOWN_MEMBER_ID' || error.type === 'ILLEGAL_GENERATION';
}
