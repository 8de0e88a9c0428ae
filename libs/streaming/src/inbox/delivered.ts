import { type EventPlace, type Position } from '@tasuki/event-store';
import { leadStream } from '@tasuki/lead';
import { type EventOfLead, inBinaryMode } from '@tasuki/lead-messages';
import { type Incoming } from '../streaming';
import { type Foreign } from './dead-letters.postgres';

/** Something of a lead that was delivered: a message, or what should have been one. */
export interface Delivered extends EventOfLead, EventPlace {
  readonly incoming: Incoming;
}

/** What is about a lead, and not from before the group's start. */
export function aboutLeads(batch: readonly Incoming[], started: Position): readonly Delivered[] {
  return batch.flatMap((incoming): readonly Delivered[] => {
    const event = eventOf(incoming);
    if (event === null || event.position <= started) return [];
    return [{ ...event, stream: leadStream(event.leadId), incoming }];
  });
}

function eventOf(incoming: Incoming): EventOfLead | null {
  if ('unreadable' in incoming) return incoming.unreadable.lead;
  const { id, subject: leadId, streamversion: version, position } = incoming.message;
  return { id, leadId, version, position };
}

/** What is about no lead that anybody could name. */
export function aboutNoLead(batch: readonly Incoming[]): readonly Foreign[] {
  return batch.flatMap((incoming) => {
    if (eventOf(incoming) !== null || 'message' in incoming) return [];
    const { headers, body, reason } = incoming.unreadable;
    return [{ place: incoming.place, reason, content: { headers, body } }];
  });
}

/** What tells of an event that the log does not have, or has elsewhere. */
export function ofAnotherLog({ id, leadId, version, position, incoming }: Delivered): Foreign {
  const { place } = incoming;
  const reason = `the log has no event ${id}, version ${version} of lead ${leadId}, at ${position}: is it another installation's?`;
  const { headers, body } =
    'message' in incoming ? inBinaryMode(incoming.message) : incoming.unreadable;
  return { place, reason, content: { headers, body } };
}
