import { type EncodedEvent } from '../encoded';
import { DuplicateEventId, VersionConflict } from '../errors';
import { type AppendResult, type ExpectedVersion } from '../event-store';
import { exactVersion, isAsExpected, isRepetition } from '../expected-version';
import { positionOf } from '../position';

export interface Append {
  readonly stream: string;
  readonly events: readonly EncodedEvent[];
  readonly expected: ExpectedVersion;
}

export interface PlannedRow {
  readonly ordinal: number;
  readonly stream: string;
  readonly version: number;
  readonly event: EncodedEvent;
}

/** What the database says under the lock, before anything of the batch is written. */
export interface LogState {
  readonly head: number;
  readonly versions: ReadonlyMap<string, number>;
  /** Events already at the versions that an exact append wants: `stream/version` → id and ordinal. */
  readonly occupied: ReadonlyMap<string, { readonly id: string; readonly ordinal: number }>;
  /** Ids of the batch that the log holds already; only looked up after a violation. */
  readonly takenIds: ReadonlySet<string>;
}

export interface Plan {
  readonly rows: readonly PlannedRow[];
  /** One for each append, in their order. */
  readonly outcomes: readonly Outcome[];
}

export type Outcome = { readonly value: AppendResult } | { readonly error: Error };

/**
 * Numbers a batch of appends from the head on, without gaps, and answers each by itself: several
 * may go to one stream, each seeing the earlier ones; one that is refused leaves no hole.
 */
export function planAppends(appends: readonly Append[], state: LogState): Plan {
  const versions = new Map(state.versions);
  const ids = new Set(state.takenIds);
  const rows: PlannedRow[] = [];

  const outcomes = appends.map(({ stream, events, expected }): Outcome => {
    const actual = versions.get(stream) ?? 0;
    if (!isAsExpected(expected, actual)) {
      const at = (version: number) =>
        state.occupied.get(slot(stream, version)) ?? planned(rows, stream, version);
      const last = isRepetition(events, expected, (version) => at(version)?.id);
      if (last === undefined) return { error: new VersionConflict(stream, expected, actual) };
      return { value: { version: last, position: positionOf(at(last)!.ordinal) } };
    }
    const duplicate = firstDuplicate(events, ids);
    if (duplicate !== undefined) return { error: new DuplicateEventId(duplicate) };
    let version = actual;
    for (const event of events) {
      version += 1;
      ids.add(event.id);
      const ordinal = state.head + rows.length + 1;
      rows.push({ ordinal, stream, version, event });
    }
    versions.set(stream, version);
    return { value: { version, position: positionOf(state.head + rows.length) } };
  });
  return { rows, outcomes };
}

/** The appends that may be repetitions: at an exact version that the stream has passed. */
export function possibleRepetitions(
  appends: readonly Append[],
  versions: ReadonlyMap<string, number>,
): readonly Append[] {
  return appends.filter(({ stream, expected }) => {
    const base = exactVersion(expected);
    return base !== undefined && (versions.get(stream) ?? 0) > base;
  });
}

export function slot(stream: string, version: number): string {
  return `${stream}/${version}`;
}

/** The same for what this batch is about to write; asked only when an append came too late. */
function planned(rows: readonly PlannedRow[], stream: string, version: number) {
  const row = rows.find((other) => other.stream === stream && other.version === version);
  return row && { id: row.event.id, ordinal: row.ordinal };
}

function firstDuplicate(
  events: readonly EncodedEvent[],
  taken: ReadonlySet<string>,
): string | undefined {
  const own = new Set<string>();
  return events.find(({ id }) => {
    const seen = taken.has(id) || own.has(id);
    if (events.length > 1) own.add(id);
    return seen;
  })?.id;
}
