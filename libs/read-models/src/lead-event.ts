import { type RecordedEvent } from '@tasuki/event-store';
import { leadIdOf, leadStreams, type RecordedLeadEvent } from '@tasuki/lead';

/** Every lead's stream; the registry has checked type and data of each event. */
export const leadFilter = { streamPrefix: leadStreams } as const;

export type LeadEventInLog = RecordedEvent & RecordedLeadEvent;
export type SlaEventInLog = Extract<LeadEventInLog, { type: `Sla${string}` }>;

export function leadIdIn(event: RecordedEvent): string {
  return leadIdOf(event.stream);
}

/** The business time of an event if it tells one, else when Tasuki recorded it. */
export function happened({ data, recordedAt }: RecordedLeadEvent): string {
  return 'occurredAt' in data && data.occurredAt !== undefined ? data.occurredAt : recordedAt;
}
