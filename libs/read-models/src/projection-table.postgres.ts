import { type Pool, type PoolClient } from 'pg';
import { type Row } from './fold';
import { type Projection } from './projection';

const createLock = 0x7461_7375_6b70;

/** Whoever holds it until the end of its transaction is the only one that makes tables. */
export async function lockCreation(client: PoolClient): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1)', [createLock]);
}

/** Reads the catalogue itself: `to_regclass` may answer from before a lock was waited for. */
export async function tableExists(db: Pool | PoolClient, table: string): Promise<boolean> {
  const { rows } = await db.query(
    'select from pg_tables where schemaname = current_schema() and tablename = $1',
    [table],
  );
  return rows.length > 0;
}

/** Rows change often: room left in each page keeps most updates out of the indexes. */
export async function createTable<D>(
  client: PoolClient,
  projection: Projection<D>,
  table: string,
): Promise<void> {
  const columns = [
    'key text not null primary key collate "C"',
    'version integer not null',
    'document json not null',
    ...Object.entries(projection.columns).map(([name, { type }]) => `${name} ${type}`),
  ];
  const statements = [
    `create table ${table} (${columns.join(', ')}) with (fillfactor = 60)`,
    ...projection.indexes(table),
  ];
  await client.query(statements.join(';\n'));
}

export async function loadRows<D>(
  client: PoolClient,
  table: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Row<D>>> {
  const { rows } = await client.query<Row<D>>({
    name: `load-${table}`,
    text: `select key, version, document from ${table} where key = any($1::text[])`,
    values: [keys],
  });
  return new Map(rows.map((row) => [row.key, row]));
}

/** A document has no value for one of its columns: no fault of the database. */
export class RowRefused extends Error {
  override readonly name = 'RowRefused';
}

/** @throws RowRefused, and what the database says of values that it does not take */
export async function upsertRows<D>(
  client: PoolClient,
  projection: Projection<D>,
  table: string,
  rows: readonly Row<D>[],
): Promise<void> {
  if (rows.length === 0) return;
  const extra = Object.entries(projection.columns);
  const columns = ['key', 'version', 'document', ...extra.map(([name]) => name)];
  const arrays = extra.map(([, { type }], index) => `unnest($${index + 4}::${baseType(type)}[])`);
  const set = columns.slice(1).map((name) => `${name} = excluded.${name}`);
  await client.query({
    name: `upsert-${table}`,
    text: `
      insert into ${table} (${columns.join(', ')})
      select * from rows from (${[keysAndDocuments, ...arrays].join(', ')})
      on conflict (key) do update set ${set.join(', ')}`,
    values: valuesOf(projection, rows),
  });
}

function valuesOf<D>({ columns }: Projection<D>, rows: readonly Row<D>[]): unknown[] {
  try {
    return [
      rows.map(({ key }) => key),
      rows.map(({ version }) => version),
      JSON.stringify(rows.map(({ document }) => document)),
      ...Object.values(columns).map(({ value }) => rows.map(({ document }) => value(document))),
    ];
  } catch (error) {
    throw new RowRefused(error instanceof Error ? error.message : String(error));
  }
}

/** The documents as one JSON text: an SQL array would escape each quote of each of them. */
const keysAndDocuments = 'unnest($1::text[], $2::integer[]), json_array_elements($3::json)';

/** `text not null collate "C"` → `text` */
function baseType(type: string): string {
  return type.split(/ (?:not|collate|default|null)/)[0]!;
}
