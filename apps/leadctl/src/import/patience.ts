import { Contention, isUnavailable, OutcomeUnknown, StoreUnavailable } from '@tasuki/event-store';
import { reasonOf, StartupError } from '@tasuki/platform';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a database that is away is waited for. */
export const patienceMs = 60_000;

/**
 * Repeats work, which must be safe to repeat, while the database is away or its answer was lost.
 * @throws StartupError when that lasts too long
 */
export async function patiently<T>(work: () => Promise<T>, forMs = patienceMs): Promise<T> {
  const until = Date.now() + forMs;
  for (let pause = 50; ; pause = Math.min(pause * 2, 2_000)) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (Date.now() + pause > until) {
        throw new StartupError(
          `The database has not answered for ${forMs / 1000} s (${reasonOf(causeOf(error))}); start it and run the same command again, which goes on where this one stopped.`,
          { cause: error },
        );
      }
      await delay(pause);
    }
  }
}

function isPassing(error: unknown): boolean {
  const kinds = [StoreUnavailable, OutcomeUnknown, Contention];
  return kinds.some((kind) => error instanceof kind) || isUnavailable(error);
}

function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}
