import {
  builtInCalendar,
  builtInCalendars,
  calendarIdOf,
  calendarStream,
  calendarStreams,
  type CalendarVersion,
  type RecordedCalendarEvent,
} from '@tasuki/calendar';
import { type RecordedEvent } from '@tasuki/event-store';
import { type Pool } from 'pg';
import { type Listed } from './keyset-page';
import { listParked } from './parking.postgres';
import { type Projection, tableOf } from './projection';

/** A calendar as it is now; its content is in the log. */
export interface CalendarEntry {
  readonly id: string;
  readonly version: number;
  readonly hash: string;
  readonly zone: string;
  readonly horizon: string;
  /** `null`: nobody has changed what is built in. */
  readonly changedAt: string | null;
}

export const calendars: Projection<CalendarEntry> = {
  name: 'calendars',
  version: 1,
  filter: { streamPrefix: calendarStreams },
  key: ({ stream }) => calendarIdOf(stream),
  documents: 'per_stream',
  columns: {},
  indexes: () => [],
  evolve(_, recorded) {
    const { stream, data, recordedAt } = recorded as RecordedEvent & RecordedCalendarEvent;
    return entryOf(calendarIdOf(stream), data, recordedAt);
  },
};

/** All calendars by id, with the built-in ones that nobody has changed. */
export async function listCalendars(pool: Pool): Promise<readonly Listed<CalendarEntry>[]> {
  const { rows } = await pool.query<{ document: CalendarEntry }>(
    `select document from ${tableOf(calendars)}`,
  );
  const parked = await listParked(pool, { target: tableOf(calendars) });
  const stuck = new Set(parked.map(({ stream }) => stream));
  const builtIn = builtInCalendars.map(({ id }) => entryOf(id, builtInCalendar(id)!, null));
  const entries = new Map([...builtIn, ...rows.map(({ document }) => document)].map(byId));
  return [...entries.values()]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map((entry) => ({ ...entry, ...(stuck.has(calendarStream(entry.id)) && { parked: true }) }));
}

function entryOf(
  id: string,
  { version, hash, content: { zone, horizon } }: CalendarVersion,
  changedAt: string | null,
): CalendarEntry {
  return { id, version, hash, zone, horizon, changedAt };
}

function byId(entry: CalendarEntry): [string, CalendarEntry] {
  return [entry.id, entry];
}
