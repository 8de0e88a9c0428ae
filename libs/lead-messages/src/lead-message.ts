import {
  evolve,
  initial,
  isImported,
  leadIdOf,
  type RecordedLeadEvent,
  type Stage,
} from '@tasuki/lead';
import { type CommonData } from './define-message';
import { leadMessages } from './lead-messages';
import { ownDataOf } from './own-data';

/** An event of a lead as the log has it. */
export type LeadEventInLog = RecordedLeadEvent & {
  readonly stream: string;
  /** Opaque; its lexical order is the order of the log. */
  readonly position: string;
  readonly metadata: {
    readonly correlationId: string;
    readonly causationId: string | null;
    readonly actor: {
      readonly subject: string;
      readonly department: string | null;
      readonly onBehalfOf?: string;
    };
    readonly trace?: { readonly traceparent: string; readonly tracestate?: string };
  };
};

/** A CloudEvent (CloudEvents 1.0) about a lead, with its extension attributes. */
export interface LeadMessage {
  /** Of the event that it tells of: the same message has the same id, however often it is sent. */
  readonly id: string;
  readonly type: string;
  readonly source: string;
  /** The lead's id. */
  readonly subject: string;
  /** When Tasuki recorded it, in UTC. */
  readonly time: string;
  /** Of the lead's stream: dense, so whoever sees a gap has missed something. */
  readonly streamversion: number;
  readonly position: string;
  readonly correlationid: string;
  readonly causationid?: string;
  readonly traceparent?: string;
  readonly tracestate?: string;
  readonly data: CommonData & Readonly<Record<string, unknown>>;
}

/** Where a lead is after an event; `null`: before its first one. */
export function stageAfter(before: Stage | null, event: RecordedLeadEvent): Stage {
  const { stage } = evolve({ ...initial, stage: before }, event);
  if (stage === null) throw new Error(`${event.type} begins no lead`);
  return stage;
}

/**
 * The message that an event gives.
 * @param before where the lead was before the event
 * @param source who publishes: a URI reference, such as `/tasuki`
 */
export function messageOf(
  event: LeadEventInLog,
  before: Stage | null,
  source: string,
): LeadMessage {
  const { id, version, recordedAt, data, metadata, position } = event;
  const { correlationId, causationId, actor, trace } = metadata;
  const leadId = leadIdOf(event.stream);
  const common: CommonData = {
    leadId,
    version,
    recordedAt,
    ...('occurredAt' in data && data.occurredAt !== undefined && { occurredAt: data.occurredAt }),
    actor: actor as CommonData['actor'],
    ...(isImported(event) && { imported: true as const }),
  };
  const stage = { from: before, to: stageAfter(before, event) };
  return {
    id,
    type: leadMessages[event.type].type,
    source,
    subject: leadId,
    time: recordedAt,
    streamversion: version,
    position,
    correlationid: correlationId,
    ...(causationId !== null && { causationid: causationId }),
    ...trace,
    data: { ...common, ...ownDataOf(event, stage) },
  };
}
