import { matches, type RecordedEvent } from '@tasuki/event-store';
import { type Projection } from './projection';

export interface Row<D> {
  readonly key: string;
  /** The version of the last event in its stream that the document has seen. */
  readonly version: number;
  readonly document: D;
}

/** An event as the log has it; or, where today's code cannot read it, why. */
export interface LogEntry {
  readonly event: RecordedEvent;
  readonly unreadable?: Error;
}

/** From this event on its stream is left alone, until somebody retries or discards it. */
export interface Parked {
  readonly event: RecordedEvent;
  readonly reason: string;
}

export interface Folded<D> {
  /** The rows that the events change. */
  readonly rows: readonly Row<D>[];
  readonly parked: readonly Parked[];
}

/** Versions of a stream that somebody decided to leave out. */
export type Discarded = (stream: string, version: number) => boolean;

/** A stream's events came out of order: an event is missing in the log, or was left out by a reader. */
class VersionGap extends Error {
  override readonly name = 'VersionGap';
  constructor({ stream, version }: RecordedEvent, expected: number) {
    super(`${stream} continues with version ${version}, expected ${expected}`);
  }
}

/**
 * Folds events in memory into the rows that are there. An event that cannot be applied is parked
 * together with what follows in its stream; the other streams go on.
 */
export function foldEvents<D>(
  projection: Projection<D>,
  before: ReadonlyMap<string, Row<D>>,
  entries: readonly LogEntry[],
  isDiscarded: Discarded,
): Folded<D> {
  const changed = new Map<string, Row<D>>();
  const parked = new Map<string, Parked>();
  for (const { event, unreadable } of entries) {
    const { stream, version } = event;
    if (!matches(projection.filter, event)) continue;
    if (parked.has(stream) || isDiscarded(stream, version)) continue;
    try {
      if (unreadable !== undefined) throw unreadable;
      const key = projection.key(event);
      const row = changed.get(key) ?? before.get(key);
      assertNext(projection, row, event, isDiscarded);
      changed.set(key, { key, version, document: projection.evolve(row?.document, event) });
    } catch (error) {
      parked.set(stream, { event, reason: reasonOf(error) });
    }
  }
  return { rows: [...changed.values()], parked: [...parked.values()] };
}

function assertNext<D>(
  { documents, filter }: Projection<D>,
  row: Row<D> | undefined,
  event: RecordedEvent,
  isDiscarded: Discarded,
): void {
  if (documents === 'per_event') {
    if (row !== undefined) throw new VersionGap(event, event.version + 1);
    return;
  }
  let expected = (row?.version ?? 0) + 1;
  // Between two that it wants there may be others.
  if (filter.types !== undefined && event.version > expected) return;
  while (expected < event.version && isDiscarded(event.stream, expected)) expected += 1;
  if (event.version !== expected) throw new VersionGap(event, expected);
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
