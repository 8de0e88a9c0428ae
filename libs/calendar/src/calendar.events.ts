import { defineEvents, type EventOf, type Recorded } from '@tasuki/domain';
import { Type } from 'typebox';
import { CalendarContent } from './calendar.values';

/**
 * The events of a calendar, stream `calendar-<id>`.
 *
 * Stored for ever: these names and shapes are the storage format. Change them by a new version
 * with an upcaster, never in place.
 */
export const calendarEvents = defineEvents({
  CalendarChanged: Type.Object(
    {
      /** 1 for the first; 0 is what is built in. */
      version: Type.Integer({ minimum: 1 }),
      /** Of the content: SHA-256 over its canonical JSON (RFC 8785), in hexadecimal. */
      hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
      content: CalendarContent,
    },
    { additionalProperties: false },
  ),
});

export type CalendarEvent = EventOf<typeof calendarEvents>;
export type RecordedCalendarEvent = Recorded<CalendarEvent>;
