import {
  Contention,
  isUnavailable,
  OutcomeUnknown,
  type RecordedEvent,
  StoreUnavailable,
  UnreadableEvent,
} from '@tasuki/event-store';
import { isImported, leadIdOf } from '@tasuki/lead';
import { type RecordedLead } from '@tasuki/lead-service';
import { derivedId } from '@tasuki/platform';
import { type Parked, readEntry, type ReaderParking, stuckAt } from '@tasuki/read-models';
import { registry, type Runtime } from '@tasuki/runtime';
import { addFact, isFact, noFacts, score } from '@tasuki/scoring';

const scorerActor = { subject: 'tasuki-scorer', department: null } as const;

export type ScorerParts = Pick<Runtime, 'log' | 'leads' | 'definitions'> & {
  readonly parking: ReaderParking;
};

/**
 * Scores the wanted facts of a lead, strictly in order, by its history without what somebody
 * discarded.
 * @returns the event at which it is stuck, if it is; a lead of which one event cannot be read takes
 * no scores at all
 * @throws what passes by itself
 */
export async function scoreLead(
  stream: string,
  isWanted: (event: RecordedEvent) => boolean,
  { log, leads, definitions, parking }: ScorerParts,
): Promise<Parked | undefined> {
  const { isDiscarded } = await parking.exceptions([stream]);
  const all = (await log.readStream(stream)).map((event) => readEntry(event, registry));
  const unreadable = all.find((entry) => entry.unreadable !== undefined);
  const history = all.filter(({ event }) => !isDiscarded(stream, event.version));
  const broken = history.find((entry) => entry.unreadable !== undefined);
  if (broken !== undefined) return stuckAt(broken.event, broken.unreadable);

  let known = noFacts;
  for (const { event } of history as readonly { readonly event: RecordedLead }[]) {
    known = addFact(known, event);
    if (!isWanted(event) || !isFact(event) || isImported(event)) continue;
    try {
      const definition = definitions.inForceAt(event.recordedAt);
      await leads.execute(
        leadIdOf(stream),
        { type: 'RecordScore', score: score(definition, known, event) },
        {
          id: derivedId('score', event.id, definition.hash),
          actor: scorerActor,
          correlationId: event.metadata.correlationId,
          causationId: event.id,
          ...(event.metadata.trace && { trace: event.metadata.trace }),
        },
      );
    } catch (error) {
      if (passesByItself(error)) throw error;
      // Discarded for its scores, it still keeps the lead from taking any command.
      const cause = error instanceof UnreadableEvent ? unreadable?.event : undefined;
      return stuckAt(cause ?? event, error);
    }
  }
  return undefined;
}

/** As against an error of this one lead, which would stop all the others for ever. */
function passesByItself(error: unknown): boolean {
  return (
    error instanceof StoreUnavailable ||
    error instanceof OutcomeUnknown ||
    error instanceof Contention ||
    isUnavailable(error)
  );
}
