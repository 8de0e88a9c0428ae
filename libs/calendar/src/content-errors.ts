import { weekdays, type CalendarContent, type WorkingInterval } from './calendar.values';

export interface ContentError {
  /** Where: `week.monday.0.to`. */
  readonly path: string;
  readonly message: string;
  readonly allowed: string;
}

const minutesADay = 24 * 60;
const minutesAWeek = 7 * minutesADay;

/** With less, a deadline of some thousand hours would lie centuries ahead. */
export const leastMinutesAWeek = 60;

/** What the schema cannot say of a calendar: empty when it can be worked with. */
export function contentErrors(content: CalendarContent): readonly ContentError[] {
  return [...zoneErrors(content), ...weekErrors(content), ...holidayErrors(content)];
}

function zoneErrors({ zone }: CalendarContent): ContentError[] {
  if (isZone(zone)) return [];
  const allowed = 'an IANA time zone, such as Asia/Tokyo';
  return [{ path: 'zone', message: `${zone} is no time zone that is known here`, allowed }];
}

/** Offsets such as +09:00 are left out: they know no summer time. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    zoneNamed(zone);
    return true;
  } catch {
    return false;
  }
}

/** A zone as IANA writes it, in whatever letters it was said. @throws RangeError when it is none */
export function zoneNamed(zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId;
}

interface Placed {
  readonly path: string;
  /** Minutes since Monday 0:00. */
  readonly from: number;
  readonly to: number;
}

function weekErrors({ week }: CalendarContent): ContentError[] {
  const placed = weekdays.flatMap((day, index) =>
    week[day].map((interval, at) => placeIn(index, interval, `week.${day}.${at}`)),
  );
  const empty = placed.filter(({ from, to }) => from === to);
  if (empty.length > 0) {
    return empty.map(({ path }) => ({
      path: `${path}.to`,
      message: 'the interval ends when it begins',
      allowed: 'another time than from; 24:00 for the end of the day',
    }));
  }
  const ordered = [...placed].sort((one, other) => one.from - other.from);
  const overlapping = ordered.filter((one, at) => {
    const before = at > 0 ? ordered[at - 1]!.to : (ordered.at(-1)?.to ?? 0) - minutesAWeek;
    return before > one.from;
  });
  if (overlapping.length > 0) {
    return overlapping.map(({ path }) => ({
      path,
      message: 'the interval begins before the one before it has ended',
      allowed: 'intervals that lie apart, also past midnight',
    }));
  }
  const minutes = ordered.reduce((sum, { from, to }) => sum + to - from, 0);
  if (minutes >= leastMinutesAWeek) return [];
  return [
    {
      path: 'week',
      message: `the week has ${minutes} minutes of working time`,
      allowed: `at least ${leastMinutesAWeek} minutes`,
    },
  ];
}

function placeIn(day: number, { from, to }: WorkingInterval, path: string): Placed {
  const start = minutesOf(from);
  const end = minutesOf(to);
  const isNextDay = end < start;
  const midnight = day * minutesADay;
  return {
    path,
    from: midnight + start,
    to: midnight + end + (isNextDay ? minutesADay : 0),
  };
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function holidayErrors({ holidays, horizon }: CalendarContent): ContentError[] {
  const seen = new Set<string>();
  return holidays.flatMap(({ date }, at) => {
    const path = `holidays.${at}.date`;
    if (date > horizon) {
      const allowed = 'days up to the horizon, which says how far the list is complete';
      return [{ path, message: `${date} lies beyond the horizon ${horizon}`, allowed }];
    }
    if (seen.has(date))
      return [{ path, message: `${date} stands twice`, allowed: 'each day once' }];
    seen.add(date);
    return [];
  });
}
