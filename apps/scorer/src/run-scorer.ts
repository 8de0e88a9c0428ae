import { leadReader, type Runtime } from '@tasuki/runtime';
import { factTypes } from '@tasuki/scoring';
import { scorePage } from './score-facts';
import { scoreLead } from './score-lead';

/**
 * Follows the log and scores fact by fact until the signal fires. What a crash makes it score again is
 * declined, since a fact's score has one command id.
 */
export async function runScorer(
  runtime: Pick<Runtime, 'log' | 'pool' | 'leads' | 'definitions' | 'logger' | 'health'>,
  signal: AbortSignal,
): Promise<void> {
  const run = leadReader(runtime, {
    name: 'scorer',
    types: factTypes,
    handlePage: (events, parking) => scorePage(events, { ...runtime, parking }),
    handleStream: (stream, isWanted, parking) =>
      scoreLead(stream, isWanted, { ...runtime, parking }),
  });
  await run(signal);
}
