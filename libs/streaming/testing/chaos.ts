import { type LeadMessage } from '@tasuki/lead-messages';
import { type Incoming, type MessageConsumer } from '../src/index';

/** What a careless stream does with messages; `random` gives numbers from 0 to 1. */
export interface Carelessness {
  readonly random: () => number;
  /** Told how many messages each batch had, before it is handed over. */
  readonly delivering: (count: number) => void;
}

/** Batches handed over at the same time, also with messages of the same lead. */
const atOnce = 2;
const [mostCopies, mostInBatch, furthest] = [7, 40, 60];
const [shareLost, shareDelayed] = [0.05, 0.1];

/**
 * A stream that keeps none of its promises but one, for the tests of what consumers make of it: it
 * repeats messages, delivers them in another order, delays some until the end, loses others, and hands
 * over several batches at once. A batch that was not handled comes again; after all of them it begins
 * anew.
 */
export function carelessStream(
  messages: readonly LeadMessage[],
  { random, delivering }: Carelessness,
): MessageConsumer {
  return {
    async run(subscription, signal) {
      subscription.onState?.('connected');
      const isHandled = (batch: readonly Incoming[]) =>
        subscription.handle(batch, signal).then(
          () => true,
          () => false,
        );
      while (!signal.aborted) {
        const batches = batchesOf(messages, random).values();
        const member = async () => {
          for (const batch of batches) {
            if (signal.aborted) return;
            delivering(batch.length);
            while (!signal.aborted && !(await isHandled(batch)));
          }
        };
        await Promise.all(Array.from({ length: atOnce }, member));
      }
    },
  };
}

function batchesOf(
  messages: readonly LeadMessage[],
  random: () => number,
): readonly (readonly Incoming[])[] {
  const copies = messages.flatMap((message, index) => {
    if (random() < shareLost) return [];
    return Array.from({ length: Math.ceil(random() * mostCopies) }, () => ({
      message,
      place: `index ${index}`,
      rank: random() < shareDelayed ? messages.length : index + random() * furthest,
    }));
  });
  copies.sort((one, other) => one.rank - other.rank);
  const batches: Incoming[][] = [];
  while (copies.length > 0) batches.push(copies.splice(0, Math.ceil(random() * mostInBatch)));
  return batches;
}

/** The same numbers for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
