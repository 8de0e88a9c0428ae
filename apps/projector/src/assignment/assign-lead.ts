import { Refusal } from '@tasuki/domain';
import { UnreadableEvent } from '@tasuki/event-store';
import { type LeadService } from '@tasuki/lead-service';
import { choose, type PeopleBook, type Turns } from '@tasuki/people';
import { derivedId, type Logger } from '@tasuki/platform';
import { type WaitingUnassigned } from '@tasuki/read-models';

/** As whom a rule assigns. */
const assignerActor = { subject: 'tasuki-assigner', department: null } as const;

export interface AssignerParts {
  readonly leads: Pick<LeadService, 'execute'>;
  readonly logger: Logger;
}

/**
 * Gives a lead to whom the rules say, if they name somebody. The command bears the handoff's id:
 * however often it is sent, by however many processes, the lead is assigned once; and what somebody
 * has taken meanwhile is theirs.
 * @throws what passes by itself; a lead that takes no command is told of and left
 */
export async function assignLead(
  { leadId, attributes, former, waiting }: WaitingUnassigned,
  book: PeopleBook,
  turns: Turns,
  { leads, logger }: AssignerParts,
): Promise<void> {
  const { handoff, eventId, correlationId } = waiting;
  const lead = { ...attributes, handoff, ...(former !== null && { former }) };
  const choice = choose(lead, book, turns);
  if (choice === undefined) return;
  try {
    const { events } = await leads.execute(leadId, choice.command, {
      id: derivedId('assignment', eventId),
      actor: assignerActor,
      correlationId,
      causationId: eventId,
    });
    if (!events.some(({ type }) => type === 'LeadAssigned')) choice.takeBack();
  } catch (error) {
    choice.takeBack();
    if (!(error instanceof Refusal || error instanceof UnreadableEvent)) throw error;
    logger.error({ err: error, leadId, handoff }, 'a lead cannot be assigned; the others go on');
  }
}
