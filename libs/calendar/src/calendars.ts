import { type Refusal, refuse } from '@tasuki/domain';
import { type CalendarVersion } from './calendar';
import { type CalendarRef } from './calendar.values';
import { builtInCalendar, builtInCalendars } from './version-zero';
import { type WorkingTime, workingTime } from './working-time';

/** One version of a calendar, as everything that sets or judges a deadline takes it. */
export interface Calendar extends CalendarVersion {
  readonly id: string;
  readonly time: WorkingTime;
}

/** Where deadlines get their calendars from. */
export interface Calendars {
  /** The present version. Refuses with `unknown_calendar`. */
  present(id: string): Calendar;
  /** The version that an event names. Refuses with `unknown_calendar`. */
  byRef(ref: CalendarRef): Calendar;
}

/** How events name it. */
export function calendarRef({ id, version, hash }: Calendar): CalendarRef {
  return { id, version, hash };
}

export function calendarOf(id: string, version: CalendarVersion): Calendar {
  return { id, ...version, time: workingTime(version.content) };
}

/** An installation in which nobody has changed a calendar. */
export const builtInCalendarsOnly: Calendars = {
  present: (id) => calendar(id, builtInCalendar(id)),
  byRef: ({ id, version, hash }) =>
    calendar(
      id,
      builtInCalendars.find((one) => one.id === id && version === 0 && one.hash === hash),
    ),
};

const made = new Map<CalendarVersion, Calendar>();

function calendar(id: string, version: CalendarVersion | undefined): Calendar {
  if (version === undefined) throw unknownCalendar(id);
  const before = made.get(version);
  if (before !== undefined) return before;
  const calendar = calendarOf(id, version);
  made.set(version, calendar);
  return calendar;
}

/** @param version left out when there is none of the calendar at all */
export function unknownCalendar(id: string, version?: number): Refusal {
  const said = version === undefined ? '' : `, version ${version}`;
  return refuse('unknown_calendar', `there is no such calendar: ${id}${said}`, {
    id,
    ...(version !== undefined && { version }),
  });
}
