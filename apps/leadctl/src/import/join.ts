import { StartupError } from '@tasuki/platform';
import { access } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { type Join } from './mapping';
import { type CsvFormat, openTable } from './table';

type Cells = readonly string[];

/** A joined file in memory, by its key. */
export interface JoinedFile {
  readonly join: Join;
  readonly path: string;
  readonly columns: ReadonlyMap<string, number>;
  readonly rows: number;
  /** The row of a key. @returns a sentence when the file has several */
  find(key: string): Cells | string | undefined;
  /** How many of its keys were asked for. */
  found(): number;
}

/**
 * @throws StartupError when the file cannot be read, has a bad row, or not the key's column: what
 * rows are looked up in must be whole
 */
export async function loadJoin(join: Join, path: string, csv: CsvFormat): Promise<JoinedFile> {
  const { columns, rows } = await openTable({ path }, csv);
  const keyAt = columns.get(join.key);
  if (keyAt === undefined) {
    throw new StartupError(
      `The join ${join.name} needs the column ${join.key}, which ${path} does not have; it has ${[...columns.keys()].join(', ')}.`,
    );
  }
  const byKey = new Map<string, { readonly line: number; readonly cells: Cells } | string>();
  let count = 0;
  for await (const row of rows) {
    if ('problem' in row) throw new StartupError(`${path}, line ${row.line}: ${row.problem}.`);
    count += 1;
    const key = row.cells[keyAt]!.trim();
    const before = byKey.get(key);
    const lines = typeof before === 'object' ? `${before.line} and ${row.line}` : 'several';
    if (key === '' || typeof before === 'string') continue;
    byKey.set(
      key,
      before === undefined
        ? row
        : `join.${join.name}: more than one row of ${basename(path)} has this key (lines ${lines})`,
    );
  }
  const asked = new Set<string>();
  return {
    join,
    path,
    columns,
    rows: count,
    find(key) {
      const row = byKey.get(key);
      if (row !== undefined) asked.add(key);
      return typeof row === 'object' ? row.cells : row;
    },
    found: () => asked.size,
  };
}

/** Beside the file that is imported, else beside the mapping that names it. */
export async function joinedPath(file: string, imported: string, mapping: string): Promise<string> {
  const places = [imported, mapping].map((path) => resolve(dirname(path), file));
  for (const place of places) {
    const isThere = await access(place).then(
      () => true,
      () => false,
    );
    if (isThere) return place;
  }
  throw new StartupError(
    `The joined file ${file} is neither at ${[...new Set(places)].join(' nor at ')}.`,
  );
}
