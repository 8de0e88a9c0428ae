/** A column of the imported file, or of a file joined to it. */
export interface ColumnRef {
  readonly join?: string;
  readonly column: string;
}

/** Something about a row that people should look at; it is imported all the same. */
export interface Warning {
  /** What the summary counts it under. */
  readonly kind: string;
  readonly reason: string;
}

/** One row as a mapping reads it. */
export interface Row {
  readonly line: number;
  /** The text of a cell, trimmed; empty where no joined row was found. */
  cell(ref: ColumnRef): string;
  readonly warn: (kind: string, reason: string) => void;
  readonly warnings: readonly Warning[];
}

/** Why a row is not imported. Names fields and columns, never what stands in them. */
export class RowProblem extends Error {
  override readonly name = 'RowProblem';
}

/** `deals.won_date` is a column of the join `deals`, if there is one; any other name is the file's own. */
export function columnRef(text: string, joins: readonly string[]): ColumnRef {
  const dot = text.indexOf('.');
  const join = text.slice(0, Math.max(dot, 0));
  return joins.includes(join) ? { join, column: text.slice(dot + 1) } : { column: text };
}

export function nameOf({ join, column }: ColumnRef): string {
  return join === undefined ? column : `${join}.${column}`;
}
