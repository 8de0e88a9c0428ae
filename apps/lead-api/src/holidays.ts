import japanese from '@holiday-jp/holiday_jp';
import { InvalidInput } from './problem';

interface Holiday {
  /** `2026-01-01` */
  readonly date: string;
  readonly name: string;
}

/** What is known, in whole years: a year without any is one of which nothing is known. */
interface KnownHolidays {
  readonly holidays: readonly Holiday[];
  readonly knownFrom: string;
  readonly knownUntil: string;
}

const all: readonly Holiday[] = Object.values<Holiday>(japanese.holidays)
  .map(({ date, name }) => ({ date, name }))
  .sort((one, other) => (one.date < other.date ? -1 : 1));
const knownFrom = `${all[0]!.date.slice(0, 4)}-01-01`;
const knownUntil = `${all.at(-1)!.date.slice(0, 4)}-12-31`;

const mostYears = 10;

/**
 * Public holidays of Japan from one day up to and with another, to be put into a calendar by
 * whoever edits one. Deadlines never ask: they go by what the calendar says.
 * @throws InvalidInput
 */
export function japaneseHolidays(from: string, to: string): KnownHolidays {
  if (to < from) {
    const allowed = `a day from ${from} on`;
    throw new InvalidInput([{ path: 'to', message: 'lies before `from`', allowed }]);
  }
  const last = Temporal.PlainDate.from(from).add({ years: mostYears }).toString();
  if (to > last) {
    const message = `lies more than ${mostYears} years after \`from\``;
    throw new InvalidInput([{ path: 'to', message, allowed: `a day up to ${last}` }]);
  }
  const holidays = all.filter(({ date }) => from <= date && date <= to);
  return { holidays, knownFrom, knownUntil };
}
