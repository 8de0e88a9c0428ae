import { type EventStore, type NewEvent } from '@tasuki/event-store';
import { leadEvents, leadStream, type LeadEvent } from '@tasuki/lead';
import { randomUUID } from 'node:crypto';

const recordedAt = '2026-05-01T00:00:00.000Z';

/** As a command would write it. */
export function asWritten({ type, data }: LeadEvent): NewEvent {
  return {
    id: randomUUID(),
    type,
    schemaVersion: leadEvents[type].schemaVersion,
    recordedAt,
    data,
    metadata: {
      commandId: randomUUID(),
      correlationId: randomUUID(),
      causationId: null,
      actor: { subject: 'aiko', department: 'marketing' },
    },
  };
}

export function captured(): LeadEvent {
  return {
    type: 'LeadCaptured',
    data: { source: { channel: 'web' }, consents: [], identities: [], occurredAt: recordedAt },
  };
}

export function activity(asset: string): LeadEvent {
  return {
    type: 'LeadActivityRecorded',
    data: { activityType: 'document_downloaded', asset, occurredAt: recordedAt },
  };
}

/** Leads with activities with these assets; what stands mixed in the log is up to chance. */
export async function writeLeads(
  store: EventStore,
  assets: readonly (readonly string[])[],
): Promise<readonly string[]> {
  return Promise.all(
    assets.map(async (ofLead) => {
      const leadId = randomUUID();
      const events = [captured(), ...ofLead.map(activity)].map(asWritten);
      await store.append(leadStream(leadId), events, 'none');
      return leadId;
    }),
  );
}
