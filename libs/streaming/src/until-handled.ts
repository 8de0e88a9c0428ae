import { type Logger, pause, reasonOf } from '@tasuki/platform';
import { type Incoming, type Subscription } from './streaming';

/** The waits between two attempts, doubling. */
const [shortestMs, longestMs] = [200, 10_000];

export interface Attempts {
  /** Fires when nobody wants the batch handled here any more. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Before each attempt but the first; what it throws ends the attempts. */
  readonly beforeNext?: () => Promise<void>;
}

/**
 * Hands a batch over until it is handled.
 * @returns false when the signal fired before; then its position must not be stored
 */
export async function untilHandled(
  subscription: Subscription,
  batch: readonly Incoming[],
  { signal, logger, beforeNext }: Attempts,
): Promise<boolean> {
  for (let waitMs = shortestMs; ; waitMs = Math.min(waitMs * 2, longestMs)) {
    try {
      await subscription.handle(batch, signal);
      return true;
    } catch (error) {
      const { group } = subscription;
      const { place } = batch[0]!;
      logger.warn({ group, place, waitMs, reason: reasonOf(error) }, 'a batch was not handled');
    }
    await pause(waitMs, signal);
    if (signal.aborted) return false;
    await beforeNext?.();
  }
}
