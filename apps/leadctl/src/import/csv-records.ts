import { parse, type CsvError } from 'csv-parse/sync';
import { type Line, maxRecordLength } from './lines';

/** A record of a CSV file (RFC 4180), or what is wrong with the line on which it begins. */
export type CsvRecord =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly problem: string };

/** Records whose quotes are closed on their own line are parsed together, this many at a time. */
const batchSize = 64;

/**
 * The records of a file, each with the line on which it begins, also where quoted fields span
 * lines. csv-parse alone would take everything after a quote that is never closed for one field:
 * here such a line is one bad record, and reading goes on with the next line. Blank lines are
 * left out.
 */
export async function* csvRecords(
  lines: AsyncIterator<Line>,
  delimiter: string,
): AsyncGenerator<CsvRecord> {
  const ahead: Line[] = [];
  const next = async (): Promise<Line | undefined> => {
    if (ahead.length > 0) return ahead.shift();
    const read = await lines.next();
    return read.done ? undefined : read.value;
  };

  async function spanning(first: Line): Promise<CsvRecord> {
    const alone = parsed(first.text, delimiter);
    if ('code' in alone && alone.code !== 'CSV_QUOTE_NOT_CLOSED') return badRecord(first, alone);
    const span = [first];
    let length = first.text.length;
    for (let open = true; open && length <= maxRecordLength;) {
      const line = await next();
      if (line === undefined) break;
      span.push(line);
      length += line.text.length;
      open = open === isClosed(line);
    }
    const whole = parsed(span.map(({ text }) => text).join(''), delimiter);
    if ('records' in whole) return { line: first.number, cells: whole.records[0]! };
    ahead.unshift(...span.slice(1));
    return badRecord(first, whole);
  }

  for (;;) {
    const batch: Line[] = [];
    let line = await next();
    while (line !== undefined && isClosed(line) && batch.length < batchSize) {
      if (line.text.trim() !== '') batch.push(line);
      line = await next();
    }
    yield* together(batch, delimiter);
    if (line === undefined) return;
    if (isClosed(line)) ahead.unshift(line);
    else yield await spanning(line);
  }
}

function together(batch: readonly Line[], delimiter: string): readonly CsvRecord[] {
  if (batch.length === 0) return [];
  const all = parsed(batch.map(({ text }) => text).join(''), delimiter);
  if ('records' in all && all.records.length === batch.length) {
    return batch.map(({ number }, index) => ({ line: number, cells: all.records[index]! }));
  }
  return batch.map((line) => {
    const one = parsed(line.text, delimiter);
    return 'records' in one ? { line: line.number, cells: one.records[0]! } : badRecord(line, one);
  });
}

type Parsed = { readonly records: readonly (readonly string[])[] } | { readonly code: string };

function parsed(text: string, delimiter: string): Parsed {
  if (text.length > 2 * maxRecordLength) return { code: 'CSV_MAX_RECORD_SIZE' };
  try {
    const options = { delimiter, relax_column_count: true, record_delimiter: ['\r\n', '\n'] };
    return { records: parse(text, options) };
  } catch (error) {
    return { code: (error as CsvError).code };
  }
}

/** Whether a record that begins on this line also ends there, if it is a record at all. */
function isClosed({ text }: Line): boolean {
  let quotes = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) quotes += 1;
  return quotes % 2 === 0;
}

const problems: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is not closed',
  CSV_INVALID_CLOSING_QUOTE: 'a quote is closed in the middle of a field',
  INVALID_OPENING_QUOTE: 'a quote stands in the middle of a field',
  CSV_MAX_RECORD_SIZE: `the record is longer than ${maxRecordLength} characters`,
};

function badRecord({ number }: Line, { code }: { readonly code: string }): CsvRecord {
  return { line: number, problem: problems[code] ?? `this is no CSV (${code})` };
}
