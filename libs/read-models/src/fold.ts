import { type RecordedEvent } from '@tasuki/event-store';
import { type Projection } from './projection';

export interface Row<D> {
  readonly key: string;
  /** The version of the last event in its stream that the document has seen. */
  readonly version: number;
  readonly document: D;
}

/** A stream's events came out of order: the log or the reader is broken, and nothing was written. */
export class VersionGap extends Error {
  override readonly name = 'VersionGap';
  constructor(projection: string, event: RecordedEvent, expected: number) {
    super(
      `${projection}: ${event.stream} continues with version ${event.version}, expected ${expected}`,
    );
  }
}

/** The rows that a page of events changes, folded in memory from those that are there. */
export function foldPage<D>(
  projection: Projection<D>,
  before: ReadonlyMap<string, Row<D>>,
  events: readonly RecordedEvent[],
): readonly Row<D>[] {
  const changed = new Map<string, Row<D>>();
  for (const event of events) {
    const key = projection.key(event);
    const row = changed.get(key) ?? before.get(key);
    const expected =
      projection.documents === 'per_stream' ? (row?.version ?? 0) + 1 : event.version;
    const isSecondOfItsRow = projection.documents === 'per_event' && row !== undefined;
    if (event.version !== expected || isSecondOfItsRow) {
      throw new VersionGap(projection.name, event, expected);
    }
    const document = projection.evolve(row?.document, event);
    changed.set(key, { key, version: event.version, document });
  }
  return [...changed.values()];
}
