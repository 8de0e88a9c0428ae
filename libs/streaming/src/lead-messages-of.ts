import { type EventRegistry, type EventStore, type RecordedEvent } from '@tasuki/event-store';
import { leadIdOf, type Stage } from '@tasuki/lead';
import {
  type LeadEventInLog,
  type LeadMessage,
  messageOf,
  stageAfter,
} from '@tasuki/lead-messages';
import { reasonOf } from '@tasuki/platform';
import { type StageKnown, stageMemory } from './stage-memory';
import { type Incoming } from './streaming';

export interface LeadMessagesOptions {
  /** The log as it is stored: what it holds is read by the registry here. */
  readonly store: Pick<EventStore, 'readStream'>;
  readonly registry: Pick<EventRegistry, 'read'>;
  /** Who publishes: a URI reference, such as `/tasuki`. */
  readonly source: string;
  /** Leads whose stage is remembered; 10,000 when left out. */
  readonly rememberedLeads?: number;
}

/** Turns events of leads, in the order of the log, into messages: one for each event. */
export type LeadMessagesOf = (events: readonly RecordedEvent[]) => Promise<readonly Incoming[]>;

/**
 * An event that cannot be read is handed on as unreadable, and so is what follows it in its stream:
 * where the lead was before is not known then.
 */
export function leadMessagesOf({
  store,
  registry,
  source,
  rememberedLeads = 10_000,
}: LeadMessagesOptions): LeadMessagesOf {
  const memory = stageMemory(rememberedLeads);

  /** What an event says, and where the lead is after it; pure, so what it throws it throws always. */
  function told(event: RecordedEvent, before: Stage | null): [LeadMessage, Stage] {
    const readable = registry.read(event) as LeadEventInLog;
    return [messageOf(readable, before, source), stageAfter(before, readable)];
  }

  async function stageBefore({ stream, version }: RecordedEvent): Promise<StageKnown> {
    if (version === 1) return { stage: null };
    const remembered = memory.after(stream, version - 1);
    if (remembered !== undefined) return remembered;
    let stage: Stage | null = null;
    for (const event of await store.readStream(stream)) {
      if (event.version >= version) break;
      try {
        [, stage] = told(event, stage);
      } catch (error) {
        return { broken: `event ${event.version} of its stream: ${reasonOf(error)}` };
      }
    }
    return { stage };
  }

  async function incoming(event: RecordedEvent): Promise<Incoming> {
    const { stream, version, position } = event;
    const place = `position ${position}`;
    const before = await stageBefore(event);
    if ('broken' in before) {
      memory.remember(stream, version, before);
      return { place, unreadable: unreadable(event, before.broken) };
    }
    try {
      const [message, stage] = told(event, before.stage);
      memory.remember(stream, version, { stage });
      return { place, message };
    } catch (error) {
      const reason = reasonOf(error);
      memory.remember(stream, version, { broken: `event ${version} of its stream: ${reason}` });
      return { place, unreadable: unreadable(event, reason) };
    }
  }

  return async (events) => {
    const messages: Incoming[] = [];
    for (const event of events) messages.push(await incoming(event));
    return messages;
  };
}

function unreadable(event: RecordedEvent, reason: string) {
  const { id, type, schemaVersion, stream, version, position, data } = event;
  return {
    lead: { id, leadId: leadIdOf(stream), version, position },
    headers: { id, type, schemaVersion: String(schemaVersion) },
    body: JSON.stringify(data),
    reason,
  };
}
