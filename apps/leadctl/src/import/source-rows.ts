import { type JoinedFile } from './join';
import { type ColumnRef, type Row, RowProblem } from './row';
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
  const warnings: string[] = [];

  function cell({ join, column }: ColumnRef): string {
    if (join === undefined) return cells[columns.get(column)!]!.trim();
    const partner = partners.get(join);
    if (typeof partner === 'string') throw new RowProblem(partner);
    const { columns: theirs } = joins.find((file) => file.join.name === join)!;
    return partner?.[theirs.get(column)!]!.trim() ?? '';
  }

  for (const file of joins) {
    const { name, on } = file.join;
    const key = typeof partners.get(on.join ?? '') === 'string' ? '' : cell(on);
    partners.set(name, file.find(key));
  }
  return {
    line,
    cell,
    warnings,
    warn: (problem) => {
      if (!warnings.includes(problem)) warnings.push(problem);
    },
  };
}
