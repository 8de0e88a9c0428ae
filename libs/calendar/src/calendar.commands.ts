import { type CalendarContent } from './calendar.values';

/** The whole content takes the place of the present one. */
export interface ChangeCalendar {
  readonly type: 'ChangeCalendar';
  readonly content: CalendarContent;
  /** The version that was edited; any when left out. */
  readonly edited?: number;
}

export type CalendarCommand = ChangeCalendar;
