import { moveCheckpoint, readCheckpoint } from '@tasuki/event-store';
import { leadStreams } from '@tasuki/lead';
import { pause } from '@tasuki/platform';
import { type Runtime } from '@tasuki/runtime';
import { factTypes } from '@tasuki/scoring';
import { scorePage, scorerCheckpoint } from './score-facts';

const retryMs = 1_000;

/**
 * Follows the log from its checkpoint and scores fact by fact until the signal fires. The
 * checkpoint moves after the scores are in the log: what a crash makes it score again is declined,
 * since a fact's score has one command id.
 */
export async function runScorer(
  runtime: Pick<Runtime, 'store' | 'pool' | 'leads' | 'definitions' | 'logger' | 'health'>,
  signal: AbortSignal,
): Promise<void> {
  const { store, pool, logger, health } = runtime;
  let failed = false;
  health.add({
    name: scorerCheckpoint,
    check: () => (failed ? 'it cannot go on; the log of this process says why' : undefined),
  });
  const filter = { streamPrefix: leadStreams, types: factTypes };

  async function follow(): Promise<void> {
    let position = await readCheckpoint(pool, scorerCheckpoint);
    // Where nothing is left to score there is no page to come that would show that all is well again.
    if (position >= (await store.head())) failed = false;
    for await (const page of store.subscribe(position, filter, { batchSize: 200, signal })) {
      await scorePage(page.events, runtime);
      if (!(await moveCheckpoint(pool, scorerCheckpoint, position, page.position))) return;
      position = page.position;
      failed = false;
    }
  }

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
