const prefix = 'calendar-';

/** All calendars' streams begin so. */
export const calendarStreams = prefix;

export function calendarStream(id: string): string {
  return prefix + id;
}

export function calendarIdOf(stream: string): string {
  return stream.slice(prefix.length);
}
