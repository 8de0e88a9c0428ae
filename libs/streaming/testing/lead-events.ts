import { eventRegistry, type NewEvent } from '@tasuki/event-store';
import { leadEvents, leadStream } from '@tasuki/lead';
import {
  type LeadEventInLog,
  type LeadMessage,
  messageOf,
  stageAfter,
} from '@tasuki/lead-messages';
import { derivedId } from '@tasuki/platform';
import { activity, storyOf } from '../../lead/src/lead.events.spec-support';

/** The event of a lead at this version of its stream. */
export interface Told {
  readonly leadId: string;
  readonly version: number;
}

export const registry = eventRegistry(leadEvents);
const story = storyOf.accepted;

/** Every lead goes the same way: to `accepted`, and then there are activities. */
export function eventOf({ leadId, version }: Told): NewEvent {
  const event = story[version - 1] ?? activity();
  return {
    ...event,
    id: derivedId(leadId, version),
    schemaVersion: leadEvents[event.type].schemaVersion,
    recordedAt: '2026-05-01T09:00:00.000Z',
    metadata: {
      commandId: derivedId(leadId, version, 'command'),
      correlationId: derivedId(leadId, version, 'correlation'),
      causationId: null,
      actor: { subject: 'aiko', department: 'marketing' },
    },
  };
}

/** An event from a release that this one knows nothing of. */
export function unknownEvent(told: Told): NewEvent {
  return { ...eventOf(told), type: 'LeadWasSeenOnTheMoon', data: {} };
}

export function inLog(told: Told): LeadEventInLog {
  const { leadId, version } = told;
  const stream = leadStream(leadId);
  const position = String(version).padStart(20, '0');
  return registry.read({ ...eventOf(told), stream, version, position }) as LeadEventInLog;
}

/** The message that this event gives. */
export function messageAt({ leadId, version }: Told): LeadMessage {
  const earlier = Array.from({ length: version - 1 }, (_, index) => index + 1);
  const before = earlier
    .map((at) => inLog({ leadId, version: at }))
    .reduce((stage: ReturnType<typeof stageAfter> | null, one) => stageAfter(stage, one), null);
  return messageOf(inLog({ leadId, version }), before, '/tasuki');
}

/** So many events of each lead, the leads in turn. */
export function inTurn(leadIds: readonly string[], from: number, to: number): readonly Told[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index).flatMap((version) =>
    leadIds.map((leadId) => ({ leadId, version })),
  );
}
