import { type PoolClient } from 'pg';
import { isNativeError } from 'node:util/types';
import { type LogEntry, type Parked, reasonOf } from './fold';
import { type Exceptions } from './parking.postgres';
import { RowRefused } from './projection-table.postgres';
import { type ReadModel } from './read-model';

/**
 * Applies events to a table of a read model, in the client's transaction. With `carefully` it
 * survives what the database refuses: the events are halved until the one stands alone.
 * @param exceptions of the streams of these events, in that table
 * @returns what must be parked: by itself, with the later events of its stream
 * @throws what the database refuses, unless carefully
 */
export async function applyEntries(
  client: PoolClient,
  readModel: ReadModel,
  table: string,
  entries: readonly LogEntry[],
  { parked, isDiscarded }: Exceptions,
  carefully: boolean,
): Promise<readonly Parked[]> {
  const open = entries.filter(({ event }) => !parked.has(event.stream));
  if (open.length === 0) return [];
  if (!carefully) return readModel.apply(client, table, open, isDiscarded);

  const found = new Map<string, Parked>();
  const halve = async (slice: readonly LogEntry[]): Promise<void> => {
    const left = slice.filter(({ event }) => !found.has(event.stream));
    if (left.length === 0) return;
    await client.query('savepoint slice');
    try {
      const newlyParked = await readModel.apply(client, table, left, isDiscarded);
      for (const one of newlyParked) found.set(one.event.stream, one);
      await client.query('release savepoint slice');
    } catch (error) {
      if (!isRefused(error)) throw error;
      await client.query('rollback to savepoint slice; release savepoint slice');
      if (left.length === 1) {
        const { event } = left[0]!;
        found.set(event.stream, { event, reason: reasonOf(error) });
        return;
      }
      const middle = Math.ceil(left.length / 2);
      await halve(left.slice(0, middle));
      await halve(left.slice(middle));
    }
  };
  await halve(open);
  return [...found.values()];
}

export function streamsOf(entries: readonly LogEntry[]): readonly string[] {
  return [...new Set(entries.map(({ event }) => event.stream))];
}

/**
 * Whether the fault is in what an event says, and not in the database's state: SQLSTATE classes 22
 * (data exception), 23 (integrity), 54 (too large for an index).
 */
export function isRefused(error: unknown): boolean {
  if (error instanceof RowRefused) return true;
  return (
    isNativeError(error) &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^(22|23|54)[0-9A-Z]{3}$/.test(error.code)
  );
}
