import { type RecordedCalendarEvent } from './calendar.events';
import { type CalendarContent } from './calendar.values';

/** What `decide` needs to know of a calendar. A fold of its stream and nothing else. */
export interface CalendarHistory {
  /** `null` while nobody has said anything: the built-in one of this id, if there is one, holds. */
  readonly present: CalendarVersion | null;
}

export interface CalendarVersion {
  readonly version: number;
  readonly hash: string;
  readonly content: CalendarContent;
}

export const initial: CalendarHistory = { present: null };

export function evolve(_: CalendarHistory, { data }: RecordedCalendarEvent): CalendarHistory {
  return { present: data };
}
