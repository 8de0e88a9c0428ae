import { reasonOf, StartupError } from '@tasuki/platform';
import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type JoinedFile, joinedPath, loadJoin } from './join';
import { type Mapping } from './mapping';
import { progressKey } from './progress';
import { readMapping } from './read-mapping';
import { openTable, type Table } from './table';
import { assertColumn } from './value';

/** Everything that an import reads: the file, its mapping, and what the mapping joins to it. */
export interface Sources {
  readonly path: string;
  readonly bytes: number;
  readonly mapping: Mapping;
  readonly table: Table;
  readonly joins: readonly JoinedFile[];
  /** Of the progress file: another one when anything here changes. */
  readonly key: (installation: string) => Promise<string>;
}

/**
 * @throws StartupError when a file cannot be read, the mapping is wrong, or it names a column that
 * is not there
 */
export async function openSources(
  file: string,
  mappingFile: string,
  onBytes: (bytes: number) => void,
): Promise<Sources> {
  const path = resolve(file);
  const text = await reading(mappingFile, readFile(mappingFile, 'utf8'));
  const mapping = readMapping(text, basename(mappingFile));
  const { size } = await reading(path, stat(path));
  const table = await openTable({ path, onBytes }, mapping.csv);
  const joins: JoinedFile[] = [];
  for (const join of mapping.joins) {
    joins.push(await loadJoin(join, await joinedPath(join.file, path, mappingFile), mapping.csv));
  }
  for (const use of mapping.columns) {
    const joined = joins.find(({ join }) => join.name === use.ref.join);
    const { columns } = joined ?? table;
    assertColumn(use, columns, basename(joined?.path ?? path));
  }
  const files = [path, ...joins.map((join) => join.path)];
  const key = (installation: string) => progressKey(files, text, installation);
  return { path, bytes: size, mapping, table, joins, key };
}

async function reading<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new StartupError(`The file ${path} cannot be read (${reasonOf(error)}).`);
  }
}
