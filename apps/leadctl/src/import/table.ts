import { StartupError } from '@tasuki/platform';
import { csvRecords } from './csv-records';
import { linesOf, maxRecordLength, type TextFile } from './lines';

/** How a CSV file is written; every file of one mapping alike. */
export interface CsvFormat {
  readonly delimiter: string;
  readonly encoding: string;
}

/** A record under its header, or what is wrong with it. */
export type TableRow =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly problem: string };

export interface Table {
  /** Where each column stands in `cells`. */
  readonly columns: ReadonlyMap<string, number>;
  readonly rows: AsyncIterable<TableRow>;
}

/**
 * Opens a CSV file whose first line names its columns.
 * @throws StartupError when there is no such header, or it names a column twice
 */
export async function openTable(
  { path, onBytes }: Omit<TextFile, 'encoding'>,
  { delimiter, encoding }: CsvFormat,
): Promise<Table> {
  const records = csvRecords(linesOf({ path, encoding, onBytes }), delimiter);
  const first = await records.next();
  const header = first.done ? undefined : first.value;
  if (header === undefined)
    throw new StartupError(`The file ${path} is empty; its first line names the columns.`);
  if ('problem' in header) {
    throw new StartupError(
      `The file ${path} has no header: line ${header.line}: ${header.problem}.`,
    );
  }
  const names = header.cells.map((name) => name.trim());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new StartupError(`The file ${path} has two columns of the name "${twice}"; rename one.`);
  }
  async function* rows(): AsyncGenerator<TableRow> {
    for await (const record of records) {
      yield 'problem' in record ? record : checked(record, names.length);
    }
  }
  return { columns: new Map(names.map((name, index) => [name, index])), rows: rows() };
}

function checked(record: { line: number; cells: readonly string[] }, expected: number): TableRow {
  const { line, cells } = record;
  if (cells.length !== expected) {
    return { line, problem: `the row has ${cells.length} columns, the header ${expected}` };
  }
  if (cells.some((cell) => cell.length > maxRecordLength)) {
    return { line, problem: `the record is longer than ${maxRecordLength} characters` };
  }
  return record;
}
