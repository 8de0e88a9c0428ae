import { type Pool, type PoolClient } from 'pg';
import { type Row } from './fold';
import { createTable, type Projection, tableOf } from './projection';

const createLock = 0x7461_7375_6b70;

/** Makes the projection's table if there is none; several processes may do so at once. */
export async function prepareTable<D>(pool: Pool, projection: Projection<D>): Promise<void> {
  const table = tableOf(projection);
  const { rows } = await pool.query<{ found: string | null }>('select to_regclass($1) as found', [
    table,
  ]);
  if (rows[0]!.found !== null) return;
  await pool.query(`select pg_advisory_xact_lock(${createLock}); ${createTable(projection)}`);
}

export async function loadRows<D>(
  client: PoolClient,
  projection: Projection<D>,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Row<D>>> {
  const table = tableOf(projection);
  const { rows } = await client.query<Row<D>>({
    name: `load-${table}`,
    text: `select key, version, document from ${table} where key = any($1::text[])`,
    values: [keys],
  });
  return new Map(rows.map((row) => [row.key, row]));
}

export async function upsertRows<D>(
  client: PoolClient,
  projection: Projection<D>,
  rows: readonly Row<D>[],
): Promise<void> {
  if (rows.length === 0) return;
  const table = tableOf(projection);
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
    values: [
      rows.map(({ key }) => key),
      rows.map(({ version }) => version),
      JSON.stringify(rows.map(({ document }) => document)),
      ...extra.map(([, { value }]) => rows.map(({ document }) => value(document))),
    ],
  });
}

/** The documents as one JSON text: an SQL array would escape each quote of each of them. */
const keysAndDocuments = 'unnest($1::text[], $2::integer[]), json_array_elements($3::json)';

/** `text not null collate "C"` → `text` */
function baseType(type: string): string {
  return type.split(/ (?:not|collate|default|null)/)[0]!;
}
