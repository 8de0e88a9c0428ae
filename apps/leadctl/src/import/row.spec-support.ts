import { nameOf, type Row, type Warning } from './row';

/** A row by the names of its columns; joined ones as `deals.won_date`. */
export function rowOf(cells: Readonly<Record<string, string>>): Row {
  const warnings: Warning[] = [];
  return {
    line: 2,
    cell: (ref) => (cells[nameOf(ref)] ?? '').trim(),
    warn: (kind, reason) => warnings.push({ kind, reason }),
    warnings,
  };
}
