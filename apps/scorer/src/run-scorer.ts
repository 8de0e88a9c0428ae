import { type Position, readCheckpoint, type RecordedEvent } from '@tasuki/event-store';
import { leadStreams } from '@tasuki/lead';
import { pause } from '@tasuki/platform';
import { readerParking, scorerReader } from '@tasuki/read-models';
import { type Runtime } from '@tasuki/runtime';
import { factTypes } from '@tasuki/scoring';
import { retryParked } from './retry-parked';
import { scorePage } from './score-facts';

const retryMs = 1_000;

/**
 * Follows the log from its checkpoint and scores fact by fact until the signal fires. The
 * checkpoint moves after the scores are in the log: what a crash makes it score again is declined,
 * since a fact's score has one command id.
 */
export async function runScorer(
  runtime: Pick<Runtime, 'log' | 'pool' | 'leads' | 'definitions' | 'logger' | 'health'>,
  signal: AbortSignal,
): Promise<void> {
  const { log, pool, logger, health } = runtime;
  const parking = readerParking(pool, scorerReader);
  const parts = { ...runtime, parking };
  let failed = false;
  health.add({
    name: scorerReader,
    check: () => (failed ? 'it cannot go on; the log of this process says why' : undefined),
  });
  const filter = { streamPrefix: leadStreams, types: factTypes };

  async function follow(): Promise<void> {
    let position = await readCheckpoint(pool, scorerReader);
    // Where nothing is left to score there is no page to come that would show that all is well again.
    if (position >= (await log.head())) failed = false;
    for await (const page of log.subscribe(position, filter, { batchSize: 200, signal })) {
      if (!(await pass(page.events, position, page.position))) return;
      position = page.position;
      failed = false;
    }
  }

  /** @returns false when another process has moved the checkpoint */
  async function pass(
    events: readonly RecordedEvent[],
    from: Position,
    to: Position,
  ): Promise<boolean> {
    for (;;) {
      const moved = await parking.advance(from, to, await scorePage(events, parts));
      if (moved !== 'unparked') return moved === 'moved';
    }
  }

  async function followForEver(): Promise<void> {
    while (!signal.aborted) {
      try {
        await follow();
      } catch (error) {
        failed = true;
        logger.error({ err: error }, 'the scorer could not go on; it tries again');
        await pause(retryMs, signal);
      }
    }
  }

  await Promise.all([followForEver(), retryParked(parts, signal)]);
}
