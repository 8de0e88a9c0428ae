import { basename } from 'node:path';
import { type JoinedFile } from './join';
import { type ColumnRef, nameOf, type Row, RowProblem, type Warning } from './row';
import { type Table, type TableRow } from './table';

export type SourceRow = Row | Extract<TableRow, { problem: string }>;

/** The rows of a file, each beside the rows joined to it. */
export async function* sourceRows(
  { columns, rows }: Table,
  joins: readonly JoinedFile[],
): AsyncGenerator<SourceRow> {
  for await (const row of rows) {
    yield 'problem' in row ? row : joined(row.line, row.cells, columns, joins);
  }
}

function joined(
  line: number,
  cells: readonly string[],
  columns: ReadonlyMap<string, number>,
  joins: readonly JoinedFile[],
): Row {
  const partners = new Map<string, readonly string[] | string | undefined>();
  const warnings: Warning[] = [];

  function cell({ join, column }: ColumnRef): string {
    if (join === undefined) return cells[columns.get(column)!]!.trim();
    const partner = partners.get(join);
    if (typeof partner === 'string') throw new RowProblem(partner);
    const { columns: theirs } = joins.find((file) => file.join.name === join)!;
    return partner?.[theirs.get(column)!]!.trim() ?? '';
  }

  function warn(kind: string, reason: string): void {
    if (!warnings.some((before) => before.reason === reason)) warnings.push({ kind, reason });
  }

  /** `undefined` where the row states none, or hangs on a joined row that is in doubt itself. */
  function keyOf({ join: { on, nulls, values } }: JoinedFile): string | undefined {
    if (typeof partners.get(on.join ?? '') === 'string') return undefined;
    const stated = cell(on);
    const spelt = values?.get(stated);
    return nulls.has(stated) || spelt === null ? undefined : (spelt ?? stated);
  }

  for (const file of joins) {
    const { name, on, warnIfMissing } = file.join;
    const key = keyOf(file);
    const partner = key === undefined ? undefined : file.find(key);
    partners.set(name, partner);
    if (key === undefined || partner !== undefined || warnIfMissing === undefined) continue;
    const where = `${basename(file.path)} has no row for what column ${nameOf(on)} states`;
    warn(warnIfMissing, `${warnIfMissing}: ${where}`);
  }
  return { line, cell, warnings, warn };
}
