import { isOffsetInstant } from '@tasuki/domain';
import { beginning, type EventStore, type Position } from '@tasuki/event-store';
import { type Pool } from 'pg';
import { isDeepStrictEqual } from 'node:util';
import { calendars } from '../src/calendars';
import { isQueue } from '../src/is-queue';
import { leadDetails } from '../src/lead-details';
import { leadDirectory } from '../src/lead-directory';
import { leadTimeline } from '../src/lead-timeline';
import { mqlQueue } from '../src/mql-queue';
import { type Projection, tableOf } from '../src/projection';
import { readModels } from '../src/projections';
import { slaLedger } from '../src/sla-ledger';
import { slaTimers } from '../src/sla-timers';
import { sqlQueue } from '../src/sql-queue';
import { unassigned } from '../src/unassigned';
import { untouchedQueue } from '../src/untouched-queue';

interface Parts {
  readonly pool: Pool;
  readonly log: EventStore;
}

type Row<D> = { readonly key: string; readonly document: D } & Readonly<Record<string, unknown>>;

/** Holds every read model to the fold of the whole log. @returns how many rows were compared */
export async function expectReadModelsEqualFold(parts: Parts): Promise<number> {
  const upTo = await parts.log.head();
  const comparisons = new Map([
    compared(parts, leadDetails, upTo),
    compared(parts, leadTimeline, upTo),
    compared(parts, leadDirectory, upTo),
    compared(parts, mqlQueue, upTo),
    compared(parts, isQueue, upTo),
    compared(parts, sqlQueue, upTo),
    compared(parts, untouchedQueue, upTo),
    compared(parts, unassigned, upTo),
    compared(parts, slaTimers, upTo),
    compared(parts, slaLedger, upTo),
    compared(parts, calendars, upTo),
  ]);
  expect([...comparisons.keys()]).toEqual(readModels.map(({ table }) => table));
  let rows = 0;
  for (const compare of comparisons.values()) rows += await compare();
  return rows;
}

function compared<D>(parts: Parts, projection: Projection<D>, upTo: Position) {
  return [tableOf(projection), () => expectEqualsFold(parts, projection, upTo)] as const;
}

/** Holds a table, rows and columns, to the fold of the log up to a position. @returns its rows */
export async function expectEqualsFold<D>(
  { pool, log }: Parts,
  projection: Projection<D>,
  upTo: Position,
): Promise<number> {
  const folded = await foldOf(log, projection, upTo);
  const wanted = [...folded.keys()].sort();
  for (let from = 0; from < wanted.length; from += pageSize) {
    const keys = wanted.slice(from, from + pageSize);
    const { rows } = await pool.query<Row<D>>(
      `select * from ${tableOf(projection)} where key = any($1) order by key`,
      [keys],
    );
    expect(rows.map(({ key }) => key)).toEqual(keys);
    for (const row of rows) expectSame(projection, row, folded.get(row.key)!);
  }
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from ${tableOf(projection)}`,
  );
  expect(rows[0]!.count).toBe(wanted.length);
  return wanted.length;
}

const pageSize = 2_000;

function expectSame<D>({ columns }: Projection<D>, row: Row<D>, folded: D): void {
  const { key, document } = row;
  const shown = { key, document, ...plainColumns(columns, (name) => row[name]) };
  const wanted = {
    key,
    document: plain(folded),
    ...plainColumns(columns, (name) => inColumn(columns[name]!.value(document))),
  };
  // Much faster than Jest's own comparison, which is left to explain a difference.
  if (!isDeepStrictEqual(shown, wanted)) expect(shown).toEqual(wanted);
}

function plainColumns(columns: object, value: (name: string) => unknown) {
  return Object.fromEntries(Object.keys(columns).map((name) => [name, plain(value(name))]));
}

async function foldOf<D>(
  log: EventStore,
  projection: Projection<D>,
  upTo: Position,
): Promise<ReadonlyMap<string, D>> {
  const documents = new Map<string, D>();
  for await (const { events } of log.readAll(beginning, projection.filter)) {
    for (const event of events.filter(({ position }) => position <= upTo)) {
      const key = projection.key(event);
      documents.set(key, projection.evolve(documents.get(key), event));
    }
  }
  return documents;
}

/** What comes back from a column: instants without what the database does not keep. */
const inColumn = (value: unknown): unknown =>
  typeof value === 'string' && isOffsetInstant(value) ? new Date(value).toISOString() : value;

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
