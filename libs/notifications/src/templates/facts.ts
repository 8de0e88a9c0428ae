import { type LeadEvent, type Stage } from '@tasuki/lead';

export type EventType = LeadEvent['type'];

/** What a notification tells of an event and its lead. Instants are RFC 3339. */
export interface Facts {
  /** What the event says, by `describe(event, language)`. */
  readonly what: string;
  readonly leadId: string;
  /** Names; `null` when they are unknown, or were erased. */
  readonly person: string | null;
  readonly company: string | null;
  /** Where the lead is after the event. */
  readonly stage: Stage;
  /** What whoever has the lead is called; `null`: nobody has it. */
  readonly assignee: string | null;
  /** When what the stage asks for has to be done; `null` when no deadline runs. */
  readonly dueAt: string | null;
  readonly occurredAt: string;
  readonly recordedAt: string;
  /** Of the reader, by its IANA name, such as `Asia/Tokyo`. */
  readonly timeZone: string;
}

/** Plain text, the subject in one line. */
export interface Text {
  readonly subject: string;
  readonly body: string;
}

/** How one language says it. */
export type Template = (type: EventType, facts: Facts) => Text;

/** Events after which somebody has to do something by a deadline: the subject says by when. */
export const untilWhen: ReadonlySet<EventType> = new Set([
  'LeadMarketingQualified',
  'LeadAssigned',
  'LeadSalesQualified',
  'LeadReturnedBySales',
  'SlaStarted',
  'SlaWarned',
  'SlaBreached',
  'SlaResumed',
  'SlaReplanned',
]);

/** Whether the deadline had passed when the event was recorded. */
export function isOverdue({ dueAt, recordedAt }: Facts): boolean {
  return dueAt !== null && Date.parse(dueAt) <= Date.parse(recordedAt);
}

/** When it happened is told where it is not the minute in which it was recorded. */
export function happenedEarlier({ occurredAt, recordedAt }: Facts): boolean {
  return minuteOf(occurredAt) !== minuteOf(recordedAt);
}

/** A lead without a name, as people read it to each other. */
export function shortId({ leadId }: Facts): string {
  return leadId.slice(0, 8);
}

function minuteOf(instant: string): number {
  return Math.floor(Date.parse(instant) / 60_000);
}
