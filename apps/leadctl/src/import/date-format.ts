/** What a cell says about time: a date, perhaps a time of day, perhaps an offset. */
export interface StatedDate {
  readonly date: Temporal.PlainDate;
  readonly time?: Temporal.PlainTime;
  /** Such as `+09:00`. */
  readonly offset?: string;
}

/** Reads exactly what the pattern says; `undefined` for anything else, and for days that no calendar has. */
export type DateFormat = (text: string) => StatedDate | undefined;

/** Letters of Unicode's date patterns (UTS 35), numbers only: names of months depend on a language. */
const tokens: Readonly<Record<string, string>> = {
  yyyy: String.raw`(?<year>\d{4})`,
  MM: String.raw`(?<month>\d{2})`,
  M: String.raw`(?<month>\d{1,2})`,
  dd: String.raw`(?<day>\d{2})`,
  d: String.raw`(?<day>\d{1,2})`,
  HH: String.raw`(?<hour>\d{2})`,
  H: String.raw`(?<hour>\d{1,2})`,
  mm: String.raw`(?<minute>\d{2})`,
  ss: String.raw`(?<second>\d{2})`,
  SSS: String.raw`(?<millisecond>\d{3})`,
  XXX: String.raw`(?<offset>Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)`,
};

const allowed = `${Object.keys(tokens).join(', ')}, signs, and letters in quotes such as 'T'`;
const piece = /([A-Za-z])\1*|'([^']*)'|[^A-Za-z']/gy;

/**
 * Compiles a pattern such as `dd-MM-yyyy` or `yyyy-MM-dd HH:mm:ss`.
 * @throws Error that says what is wrong with the pattern, as the end of a sentence
 */
export function dateFormat(pattern: string): DateFormat {
  const pieces = [...pattern.matchAll(piece)];
  if (pieces.map(([whole]) => whole).join('') !== pattern) throw new Error('has a quote too many');
  const seen = new Set<string>();
  const source = pieces.map(([whole, letter, quoted]) => {
    if (letter === undefined) return escaped(quoted ?? whole);
    const token = Object.hasOwn(tokens, whole) ? tokens[whole] : undefined;
    if (token === undefined) throw new Error(`has the unknown letters ${whole}; known: ${allowed}`);
    const field = /<(\w+)>/.exec(token)![1]!;
    if (seen.has(field)) throw new Error(`states the ${field} twice`);
    seen.add(field);
    return token;
  });
  const missing = ['year', 'month', 'day'].find((field) => !seen.has(field));
  if (missing !== undefined) throw new Error(`states no ${missing}; known: ${allowed}`);
  for (const [field, needed] of needs) {
    if (seen.has(field) && !seen.has(needed))
      throw new Error(`states the ${field}, and no ${needed}`);
  }
  const whole = new RegExp(`^${source.join('')}$`, 'u');
  return (text) => {
    const { groups } = whole.exec(text) ?? {};
    return groups && stated(groups);
  };
}

const needs = [
  ['minute', 'hour'],
  ['second', 'minute'],
  ['millisecond', 'second'],
  ['offset', 'hour'],
] as const;

function stated({ offset, ...digits }: Readonly<Record<string, string>>): StatedDate | undefined {
  const number = (field: string) => Number(digits[field] ?? 0);
  try {
    const [year, month, day] = [number('year'), number('month'), number('day')];
    const date = Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' });
    if (digits.hour === undefined) return { date };
    const [hour, minute, second] = [number('hour'), number('minute'), number('second')];
    const millisecond = number('millisecond');
    const time = Temporal.PlainTime.from(
      { hour, minute, second, millisecond },
      { overflow: 'reject' },
    );
    return { date, time, ...(offset && { offset: offset === 'Z' ? '+00:00' : offset }) };
  } catch (error) {
    // By its name: under Jest the error is of another realm.
    if ((error as Error).name === 'RangeError') return undefined;
    throw error;
  }
}

/**
 * The instant that is meant, with its offset. A date alone is the start of that day in the zone; a
 * time that the zone skipped is moved on by what was skipped, and one that it had twice is the first.
 */
export function instantOf(
  { date, time, offset }: StatedDate,
  zone: string,
): { readonly instant: string; readonly skipped: boolean } {
  if (time === undefined) return { instant: written(date.toZonedDateTime(zone)), skipped: false };
  const local = date.toPlainDateTime(time);
  if (offset !== undefined) {
    return { instant: written(local.toZonedDateTime(offset)), skipped: false };
  }
  const zoned = local.toZonedDateTime(zone);
  return { instant: written(zoned), skipped: !zoned.toPlainDateTime().equals(local) };
}

function written(zoned: Temporal.ZonedDateTime): string {
  return zoned.toString({ timeZoneName: 'never' });
}

function escaped(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
