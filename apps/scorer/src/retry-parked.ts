import { type Runtime } from '@tasuki/runtime';
import { pause } from '@tasuki/platform';
import { scoreLead, type ScorerParts } from './score-lead';

const lookEveryMs = 1_000;

/**
 * Tries every parked lead again at the start, since a new release may be what it waited for; and
 * from then on those of which somebody asks for it, until the signal fires.
 */
export async function retryParked(
  parts: ScorerParts & Pick<Runtime, 'logger'>,
  signal: AbortSignal,
): Promise<void> {
  const { parking, logger } = parts;
  let which: 'all' | 'asked' = 'all';
  while (!signal.aborted) {
    try {
      for (const stream of await parking.waiting(which)) {
        if (signal.aborted) return;
        const isWhole = await parking.retry(stream, (after, upTo) =>
          scoreLead(stream, ({ position }) => position > after && position <= upTo, parts),
        );
        if (isWhole) logger.info({ stream }, 'a parked lead was scored; it is whole again');
      }
      which = 'asked';
    } catch (error) {
      logger.error({ err: error }, 'parked leads could not be tried; the scorer tries again');
    }
    await pause(lookEveryMs, signal);
  }
}
