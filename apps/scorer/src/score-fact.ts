import { leadStream } from '@tasuki/lead';
import { type LeadMessage } from '@tasuki/lead-messages';
import { type RecordedLead } from '@tasuki/lead-service';
import { derivedId } from '@tasuki/platform';
import { registry, type Runtime } from '@tasuki/runtime';
import { addFact, isFact, noFacts, score } from '@tasuki/scoring';
import { discardedVersions } from '@tasuki/streaming';

export const scorerGroup = 'scorer';

const scorerActor = { subject: 'tasuki-scorer', department: null } as const;

export type ScorerParts = Pick<Runtime, 'log' | 'pool' | 'leads' | 'definitions'>;

/**
 * Scores a fact by the history of its lead up to there, without what somebody discarded. Scored again,
 * it is declined, since the score of a fact has one command id.
 */
export async function scoreFact(
  { subject: leadId, streamversion: version }: LeadMessage,
  { log, pool, leads, definitions }: ScorerParts,
): Promise<void> {
  const discarded = await discardedVersions(pool, scorerGroup, leadId);
  const history = (await log.readStream(leadStream(leadId)))
    .filter((event) => event.version <= version && !discarded.has(event.version))
    .map((event) => registry.read(event) as unknown as RecordedLead);
  const fact = history.at(-1);
  if (fact === undefined || fact.version !== version || !isFact(fact)) {
    throw new Error(`version ${version} of the lead is no fact`);
  }
  const definition = definitions.inForceAt(fact.recordedAt);
  await leads.execute(
    leadId,
    { type: 'RecordScore', score: score(definition, history.reduce(addFact, noFacts), fact) },
    {
      id: derivedId('score', fact.id, definition.hash),
      actor: scorerActor,
      correlationId: fact.metadata.correlationId,
      causationId: fact.id,
      ...(fact.metadata.trace && { trace: fact.metadata.trace }),
    },
  );
}
