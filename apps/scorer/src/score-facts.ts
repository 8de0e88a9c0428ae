import { type RecordedEvent } from '@tasuki/event-store';
import { isImported, leadIdOf } from '@tasuki/lead';
import { type RecordedLead } from '@tasuki/lead-service';
import { derivedId } from '@tasuki/platform';
import { type Runtime } from '@tasuki/runtime';
import { addFact, isFact, noFacts, score } from '@tasuki/scoring';

const scorerActor = { subject: 'tasuki-scorer', department: null } as const;

type ScorerParts = Pick<Runtime, 'leads' | 'definitions'>;

/** Scores the facts of a page: one lead's strictly in order, different leads side by side. */
export async function scorePage(
  events: readonly RecordedEvent[],
  parts: ScorerParts,
): Promise<void> {
  const facts = (events as readonly RecordedLead[]).filter(
    (event) => isFact(event) && !isImported(event),
  );
  const byLead = Map.groupBy(facts, ({ stream }) => leadIdOf(stream));
  await Promise.all([...byLead].map(([leadId, ofLead]) => scoreLead(leadId, ofLead, parts)));
}

async function scoreLead(
  leadId: string,
  triggers: readonly RecordedLead[],
  { leads, definitions }: ScorerParts,
): Promise<void> {
  const wanted = new Map(triggers.map((fact) => [fact.version, fact]));
  let known = noFacts;
  for (const event of await leads.history(leadId)) {
    known = addFact(known, event);
    const fact = wanted.get(event.version);
    if (fact === undefined) continue;
    const definition = definitions.inForceAt(fact.recordedAt);
    await leads.execute(
      leadId,
      { type: 'RecordScore', score: score(definition, known, fact) },
      {
        id: derivedId('score', fact.id, definition.hash),
        actor: scorerActor,
        correlationId: fact.metadata.correlationId,
        causationId: fact.id,
        ...(fact.metadata.trace && { trace: fact.metadata.trace }),
      },
    );
  }
}

/** How far the scorer has come is kept under this name. */
export const scorerCheckpoint = 'scorer';
