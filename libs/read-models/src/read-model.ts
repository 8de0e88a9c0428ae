import { type EventFilter } from '@tasuki/event-store';
import { type PoolClient } from 'pg';
import { logChanges } from './change-log.postgres';
import { type Discarded, foldEvents, type LogEntry, type Parked, type Row } from './fold';
import { type Projection, tableOf } from './projection';
import { createTable, loadRows, upsertRows } from './projection-table.postgres';

/** A projection without the type of its documents, so that many stand in one list. */
export interface ReadModel {
  readonly name: string;
  readonly version: number;
  readonly filter: EventFilter;
  /** Where queries find it; while it is rebuilt there is a second table beside this one. */
  readonly table: string;
  /** Makes the table, in the client's transaction. */
  create(client: PoolClient, table: string): Promise<void>;
  /**
   * Folds events into the rows of a table, in the client's transaction.
   * @throws RowRefused, and what the database says of values that it does not take
   */
  apply(
    client: PoolClient,
    table: string,
    entries: readonly LogEntry[],
    isDiscarded: Discarded,
  ): Promise<readonly Parked[]>;
  /** The rows that whole streams make, as they come back from the database: plain JSON, by key. */
  fold(entries: readonly LogEntry[], isDiscarded: Discarded): ReadonlyMap<string, Row<unknown>>;
  load(
    client: PoolClient,
    table: string,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, Row<unknown>>>;
}

export function readModel<D>(projection: Projection<D>): ReadModel {
  const { name, version, filter } = projection;
  return {
    name,
    version,
    filter,
    table: tableOf(projection),
    create: (client, table) => createTable(client, projection, table),
    async apply(client, table, entries, isDiscarded) {
      const readable = entries.filter(({ unreadable }) => unreadable === undefined);
      const keys = new Set(readable.map(({ event }) => projection.key(event)));
      const before = await loadRows<D>(client, table, [...keys]);
      const { rows, parked } = foldEvents(projection, before, entries, isDiscarded);
      await upsertRows(client, projection, table, rows);
      await logChanges(client, table, seenChanges(projection, before, rows));
      return parked;
    },
    fold(entries, isDiscarded) {
      const { rows } = foldEvents(projection, new Map<string, Row<D>>(), entries, isDiscarded);
      const plain = JSON.parse(JSON.stringify(rows)) as readonly Row<unknown>[];
      return new Map(plain.map((row) => [row.key, row]));
    },
    load: loadRows,
  };
}

function seenChanges<D>(
  { isSeen }: Projection<D>,
  before: ReadonlyMap<string, Row<D>>,
  rows: readonly Row<D>[],
): readonly string[] {
  if (isSeen === undefined) return [];
  const wasSeen = (key: string) => {
    const row = before.get(key);
    return row !== undefined && isSeen(row.document);
  };
  return rows.filter(({ key, document }) => isSeen(document) || wasSeen(key)).map(({ key }) => key);
}
