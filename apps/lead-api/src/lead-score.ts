import { type RecordedLead } from '@tasuki/lead-service';
import { type Runtime } from '@tasuki/runtime';
import { addFact, noFacts, score } from '@tasuki/scoring';

/** The last recorded score with its explanation, and the same facts as of now. */
export function leadScore(
  history: readonly RecordedLead[],
  { clock, definitions }: Pick<Runtime, 'clock' | 'definitions'>,
) {
  const recorded = history.findLast((event) => event.type === 'LeadScored')?.data ?? null;
  const now = clock.now();
  const definition = definitions.inForceAt(now);
  const version = history.at(-1)!.version;
  const facts = history.reduce(addFact, noFacts);
  const { fact: _, ...current } = score(definition, facts, { version, recordedAt: now });
  return {
    recorded,
    now: current,
    threshold: definition.content.threshold,
    provisional: definition.provisional,
  };
}
