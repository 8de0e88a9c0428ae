import { nameOf, type Row } from './row';

/** A row by the names of its columns; joined ones as `deals.won_date`. */
export function rowOf(cells: Readonly<Record<string, string>>): Row {
  const warnings: string[] = [];
  return {
    line: 2,
    cell: (ref) => (cells[nameOf(ref)] ?? '').trim(),
    warn: (problem) => warnings.push(problem),
    warnings,
  };
}
