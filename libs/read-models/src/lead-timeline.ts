import { type Actor } from '@tasuki/event-store';
import { type LeadEvent } from '@tasuki/lead';
import { type Pool } from 'pg';
import { happened, leadFilter, leadIdIn, type LeadEventInLog } from './lead-event';
import { type Projection, tableOf } from './projection';

/** One happening in a lead's history: what, who, and both times. */
export interface TimelineEntry {
  readonly leadId: string;
  readonly version: number;
  readonly eventId: string;
  readonly event: LeadEvent;
  readonly actor: Actor;
  readonly recordedAt: string;
  readonly occurredAt: string;
}

export const leadTimeline: Projection<TimelineEntry> = {
  name: 'lead_timeline',
  version: 1,
  filter: leadFilter,
  key: (event) => `${leadIdIn(event)}/${String(event.version).padStart(10, '0')}`,
  documents: 'per_event',
  columns: {},
  indexes: () => [],
  evolve(_, recorded) {
    const event = recorded as LeadEventInLog;
    return {
      leadId: leadIdIn(event),
      version: event.version,
      eventId: event.id,
      event: { type: event.type, data: event.data } as LeadEvent,
      actor: event.metadata.actor,
      recordedAt: event.recordedAt,
      occurredAt: happened(event),
    };
  },
};

/** A lead's history in the order of its stream, from after a version. */
export async function leadTimelinePage(
  pool: Pool,
  { leadId, after, limit }: { leadId: string; after: number; limit: number },
): Promise<readonly TimelineEntry[]> {
  const { rows } = await pool.query<{ document: TimelineEntry }>({
    name: 'lead-timeline-page',
    text: `select document from ${tableOf(leadTimeline)}
           where key > $1 and key < $2 order by key limit $3`,
    values: [`${leadId}/${String(after).padStart(10, '0')}`, `${leadId}0`, limit],
  });
  return rows.map(({ document }) => document);
}
