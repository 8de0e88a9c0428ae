import { leadStreams } from '@tasuki/lead';
import { cursorOf, type CursorKind, readCursor } from '@tasuki/platform';
import { type Pool } from 'pg';

/** The rows of a table in one order. */
export interface KeysetList {
  /** Names list and order in cursors: one of another list is refused. */
  readonly name: string;
  readonly table: string;
  /** The columns of the order and what they hold; together they are unique. */
  readonly order: Readonly<Record<string, CursorKind>>;
  readonly descending?: boolean;
  /** What holds for every row of the list, as its partial indexes say it. */
  readonly where?: string;
}

/** A condition that a query may ask for; it asks for nothing when its value is left out. */
export interface Filter {
  readonly sql: (value: string) => string;
  readonly value: string | undefined;
}

/** A row of a lead that is parked here is older than the log, and says so. */
export type Listed<D> = D & { readonly parked?: true };

export interface KeysetPage<D> {
  readonly items: readonly Listed<D>[];
  /** The cursor of the next page; `null` on the last one. */
  readonly next: string | null;
}

export function equals(column: string, value: string | undefined): Filter {
  return { sql: (parameter) => `${column} = ${parameter}`, value };
}

/**
 * A page of a list. It begins after the sort key of the last row shown, so that an index over
 * (filter, order) gives it row by row, however far down the list it is; and what enters or leaves
 * before it moves nothing.
 * @throws Refusal `invalid_cursor`
 */
export async function keysetPage<D>(
  pool: Pool,
  { name, table, order, descending = false, where = 'true' }: KeysetList,
  { filters, limit, cursor }: { filters: readonly Filter[]; limit: number; cursor?: string },
): Promise<KeysetPage<D>> {
  const columns = Object.keys(order);
  const kinds = Object.values(order);
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const conditions = [where];
  for (const { sql, value } of filters) {
    if (value !== undefined) conditions.push(sql(parameter(value)));
  }
  if (cursor !== undefined) {
    const place = readCursor(cursor, name, kinds);
    const after = place.map((value, index) => `${parameter(value)}::${sqlTypes[kinds[index]!]}`);
    conditions.push(`(${columns.join(', ')}) ${descending ? '<' : '>'} (${after.join(', ')})`);
  }
  const direction = descending ? ' desc' : '';
  const { rows } = await pool.query<{
    document: D;
    place: readonly unknown[];
    parked: true | false;
  }>(
    `select document, exists (select from parked_streams
         where target = '${table}' and stream = '${leadStreams}' || key) as parked,
       json_build_array(${columns.map((c, i) => told(c, kinds[i]!)).join(', ')}) as place
     from ${table} where ${conditions.join(' and ')}
     order by ${columns.map((column) => column + direction).join(', ')} limit ${parameter(limit + 1)}`,
    values,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ document, parked }) => ({ ...document, ...(parked && { parked }) })),
    next: rows.length > limit && last !== undefined ? cursorOf(name, last.place) : null,
  };
}

/** An instant as a column keeps it; nanoseconds are rounded there. */
export function inUtc(instant: string): string {
  return Temporal.Instant.from(instant).toString();
}

const sqlTypes: Readonly<Record<CursorKind, string>> = {
  instant: 'timestamptz',
  number: 'double precision',
  text: 'text',
};

/** With all the precision that the column has, so that a cursor never skips a row. */
function told(column: string, kind: CursorKind): string {
  if (kind !== 'instant') return column;
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
