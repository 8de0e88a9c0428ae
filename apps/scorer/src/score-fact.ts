import { leadStream } from '@tasuki/lead';
import { type LeadMessage } from '@tasuki/lead-messages';
import { type RecordedLead } from '@tasuki/lead-service';
import { derivedId } from '@tasuki/platform';
import { registry, type Runtime } from '@tasuki/runtime';
import { addFact, isFact, noFacts, score } from '@tasuki/scoring';

const scorerActor = { subject: 'tasuki-scorer', department: null } as const;

export interface ScorerParts extends Pick<Runtime, 'log' | 'leads' | 'definitions'> {
  /** Of a lead: the facts that somebody discarded. */
  readonly discarded: (leadId: string) => Promise<ReadonlySet<number>>;
}

/**
 * Scores a fact by the history of its lead up to there, without what somebody discarded. Scored again,
 * it is declined, since the score of a fact has one command id.
 */
export async function scoreFact(
  { subject: leadId, streamversion: version }: LeadMessage,
  { log, leads, definitions, discarded }: ScorerParts,
): Promise<void> {
  const [events, without] = await Promise.all([
    log.readStream(leadStream(leadId)),
    discarded(leadId),
  ]);
  const history = events
    .filter((event) => event.version <= version && !without.has(event.version))
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
