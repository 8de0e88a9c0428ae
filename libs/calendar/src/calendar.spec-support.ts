import { type CalendarContent, type WorkingInterval } from './calendar.values';
import { type WorkingTime, workingTime } from './working-time';

/** Monday to Friday 9 to 17, no holidays, unless said otherwise. */
export function content(changes: Partial<CalendarContent> = {}): CalendarContent {
  return { format: 1, zone: 'UTC', week: weekOf('09:00-17:00'), ...none, ...changes };
}

const none = { holidays: [], horizon: '2199-12-31' };

/** Monday to Friday so, written `09:00-12:00 13:00-18:00`; and the days that are otherwise. */
export function weekOf(
  workday: string,
  others: Partial<Record<keyof CalendarContent['week'], string>> = {},
): CalendarContent['week'] {
  const day = (name: keyof CalendarContent['week'], usual: string) =>
    intervals(others[name] ?? usual);
  return {
    monday: day('monday', workday),
    tuesday: day('tuesday', workday),
    wednesday: day('wednesday', workday),
    thursday: day('thursday', workday),
    friday: day('friday', workday),
    saturday: day('saturday', ''),
    sunday: day('sunday', ''),
  };
}

function intervals(said: string): WorkingInterval[] {
  return said
    .split(' ')
    .filter((interval) => interval !== '')
    .map((interval) => {
      const [from, to] = interval.split('-') as [string, string];
      return { from, to };
    });
}

/** A calendar that is asked, and answers, on the clock on the wall of its zone. */
export function wall(given: CalendarContent) {
  const time: WorkingTime = workingTime(given);
  const at = (local: string) =>
    Temporal.PlainDateTime.from(local).toZonedDateTime(given.zone).toInstant();
  const local = (instant: Temporal.Instant) =>
    instant
      .toZonedDateTimeISO(given.zone)
      .toPlainDateTime()
      .toString({ smallestUnit: 'minute' })
      .replace('T', ' ');
  return {
    add: (start: string, amount: Temporal.DurationLike) =>
      local(time.addWorking(at(start), Temporal.Duration.from(amount).total('milliseconds'))),
    /** Hours of work. */
    between: (from: string, to: string) => time.workingBetween(at(from), at(to)) / 3_600_000,
    days: (start: string, n: number) => local(time.businessDaysAfter(at(start), n)),
    closes: (from: string, to: string) => time.closesBetween(at(from), at(to)),
    closesAfter: (start: string, n: number) => local(time.closesAfter(at(start), n)),
    intervals: (from: string, to: string) =>
      time
        .intervalsBetween(at(from), at(to))
        .map(({ start, end }) => `${local(start)} to ${local(end)}`),
    isBeyondHorizon: (day: string) => time.isBeyondHorizon(at(day)),
  };
}
