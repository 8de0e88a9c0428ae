export { type CalendarHistory, type CalendarVersion, evolve, initial } from './calendar';
export { calendarIdOf, calendarStream, calendarStreams } from './calendar-stream';
export { type CalendarCommand, type ChangeCalendar } from './calendar.commands';
export { type CalendarContext, contentInOrder, decide } from './calendar.decide';
export { type CalendarEvent, calendarEvents, type RecordedCalendarEvent } from './calendar.events';
export {
  fromPattern,
  CalendarContent,
  CalendarRef,
  toPattern,
  type Weekday,
  weekdays,
  WorkingInterval,
} from './calendar.values';
export {
  builtInCalendarsOnly,
  type Calendar,
  calendarOf,
  calendarRef,
  type Calendars,
  unknownCalendar,
} from './calendars';
export { type ContentError, contentErrors, isZone } from './content-errors';
export { builtInCalendar, builtInCalendars } from './version-zero';
export { type Span, type WorkingTime, workingTime } from './working-time';
