import { type Logger, pause, reasonOf } from '@tasuki/platform';

/** How long a database that is away is left alone. */
const retryMs = 1_000;

export interface Beginning {
  readonly group: string;
  readonly logger: Logger;
  /** Each time that it failed. */
  readonly onAway?: () => void;
}

/**
 * What a group asks the database before it begins, tried until it is answered.
 * @returns `undefined` when the signal fired before
 */
export async function untilBegun<T>(
  begin: () => Promise<T>,
  { group, logger, onAway }: Beginning,
  signal: AbortSignal,
): Promise<{ readonly begun: T } | undefined> {
  for (; !signal.aborted; await pause(retryMs, signal)) {
    try {
      return { begun: await begin() };
    } catch (error) {
      logger.warn({ group, reason: reasonOf(error) }, 'a consumer cannot begin; it tries again');
      onAway?.();
    }
  }
  return undefined;
}
