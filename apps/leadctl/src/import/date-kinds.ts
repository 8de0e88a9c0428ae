import { isOffsetInstant } from '@tasuki/domain';
import { reasonOf } from '@tasuki/platform';
import { type DateFormat, dateFormat, instantOf, type StatedDate } from './date-format';
import { type CellNotes, type Kind, kindOf, type ReadingPlace } from './value';
import { name, optional, refuseMapping } from './yaml';

const options = {
  /** How the column writes dates, such as `dd-MM-yyyy` or `yyyy-MM-dd HH:mm:ss`. */
  format: optional(name),
};

/** How dates are written in the mapping itself. */
const constantFormats = [
  'yyyy-MM-dd',
  "yyyy-MM-dd'T'HH:mm:ss",
  'yyyy-MM-dd HH:mm:ss',
  "yyyy-MM-dd'T'HH:mm:ssXXX",
].map(dateFormat);

/** @param made of a stated date; asked once for each text, since a file states few days many times */
function dateKind<T>(
  made: (stated: StatedDate, zone: string) => T,
  told: (made: T, zone: string, notes: CellNotes) => string,
): Kind<string> {
  return kindOf(options, ({ format }, place) => {
    const read = place.isConstant ? readConstant : compiled(format, place);
    const form = place.isConstant ? 'yyyy-MM-dd' : format;
    const known = remembered((text) => {
      const stated = read(text);
      return stated && made(stated, place.zone);
    });
    return (text, notes) =>
      told(known(text) ?? notes.fail(`is no date of the form ${form}`), place.zone, notes);
  });
}

/** The same function, with the latest answers at hand. */
function remembered<T>(ask: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>();
  return (text) => {
    if (!answers.has(text)) {
      if (answers.size >= 2_000) answers.clear();
      answers.set(text, ask(text));
    }
    return answers.get(text)!;
  };
}

function compiled(format: string | undefined, { path }: ReadingPlace): DateFormat {
  if (format === undefined) {
    return refuseMapping(
      `${path}.format`,
      'is missing; state how the column writes dates, such as dd-MM-yyyy',
    );
  }
  try {
    return dateFormat(format);
  } catch (error) {
    return refuseMapping(`${path}.format`, reasonOf(error));
  }
}

const readConstant: DateFormat = (text) =>
  constantFormats.map((read) => read(text)).find((stated) => stated !== undefined);

/** An instant with its offset; warns of a time that the zone skipped. */
export const instant: Kind<string> = dateKind(
  (stated, zone) => {
    const { instant: read, skipped } = instantOf(stated, zone);
    return { read, skipped, isUsable: isOffsetInstant(read) };
  },
  ({ read, skipped, isUsable }, zone, { warn, fail }) => {
    if (!isUsable) return fail('is before the year 1900 or has an offset beyond 14 hours');
    if (skipped) {
      warn(
        'time that the zone skipped',
        `states a time that ${zone} skipped that day; it was moved on to ${read}`,
      );
    }
    return read;
  },
);

/** A day, as it is stated; with an offset, the day that it was in the zone. */
export const calendarDate: Kind<string> = dateKind(
  (stated, zone) => {
    if (stated.offset === undefined) return stated.date.toString();
    const { instant: read } = instantOf(stated, zone);
    return Temporal.Instant.from(read).toZonedDateTimeISO(zone).toPlainDate().toString();
  },
  (day) => day,
);
