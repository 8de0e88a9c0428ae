import { Refusal } from '@tasuki/domain';
import { type LeadService } from '@tasuki/lead-service';
import { derivedId, type Logger } from '@tasuki/platform';
import { type DueTimer } from '@tasuki/read-models';

/** As whom the clock records what the calendar did. */
export const clockActor = { subject: 'tasuki-clock', department: null } as const;

export interface TimerParts {
  readonly leads: Pick<LeadService, 'execute'>;
  readonly logger: Logger;
}

const [shortestWaitMs, longestWaitMs] = [1_000, 300_000];

/**
 * Tells the lead that a timer of one of its deadlines has run out. The command bears the timer's
 * id: however often it is sent, by however many clocks, it is one command; and what is no longer due
 * is declined.
 * @returns for how long to set it aside when it failed, longer each time; it holds up no other
 */
export async function recordTimer(
  { id, leadId, sla, timer, tries }: DueTimer,
  { leads, logger }: TimerParts,
): Promise<number | undefined> {
  const commandId = derivedId('sla-timer', id);
  try {
    await leads.execute(
      leadId,
      { type: 'RecordSlaTimer', slaId: sla.id, timer },
      {
        id: commandId,
        actor: clockActor,
        correlationId: sla.id,
        causationId: sla.startedBy,
      },
    );
    return undefined;
  } catch (error) {
    const ms = Math.min(shortestWaitMs * 2 ** (tries - 1), longestWaitMs);
    const why = error instanceof Refusal ? { code: error.code } : { err: error };
    logger.error({ ...why, leadId, slaId: sla.id, timer, tries, ms }, 'a timer waits');
    return ms;
  }
}
