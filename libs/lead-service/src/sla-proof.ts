import { type SlaPolicyId, type Definitions } from '@tasuki/definition';
import { refuse } from '@tasuki/domain';
import { type LeadEvent, proveSla, type SlaProof } from '@tasuki/lead';
import { derivedId } from '@tasuki/platform';
import { type CalendarBook } from './calendar-book';
import { type LeadService } from './lead-service';

/** The id of the SLA that an event of a lead starts. */
export function slaIdOf(leadId: string, policy: SlaPolicyId, startedBy: string): string {
  return derivedId('sla', leadId, policy, startedBy);
}

export interface ProofSources {
  readonly leads: Pick<LeadService, 'history'>;
  readonly calendars: CalendarBook;
  readonly definitions: Definitions;
}

/**
 * One deadline of a lead computed again from the log: no table is read.
 * @throws Refusal `lead_not_found`, `sla_not_found`
 */
export async function slaProof(
  leadId: string,
  slaId: string,
  { leads, calendars, definitions }: ProofSources,
): Promise<SlaProof> {
  const history = await leads.history(leadId);
  if (history.length === 0) throw refuse('lead_not_found', 'there is no such lead', { leadId });
  return proveSla(history, slaId, {
    definitions,
    calendars: await calendars.holding(history.flatMap(calendarIn)),
    slaId: (policy, startedBy) => slaIdOf(leadId, policy, startedBy),
  });
}

function calendarIn(event: LeadEvent) {
  return 'calendar' in event.data ? [event.data.calendar] : [];
}
