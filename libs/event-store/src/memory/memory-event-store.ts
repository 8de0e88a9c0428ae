import { Bell } from '../bell';
import { encode, type EncodedEvent } from '../encoded';
import { DuplicateEventId, VersionConflict } from '../errors';
import {
  type AppendResult,
  type EventFilter,
  type EventMetadata,
  type EventPlace,
  type EventStore,
  type ExpectedVersion,
  type NewEvent,
  type Position,
  type ReadOptions,
  type RecordedEvent,
} from '../event-store';
import { isAsExpected, isRepetition } from '../expected-version';
import { matches } from '../filter';
import { follow, type PageRead, readToEnd } from '../follow';
import { ordinalOf, positionOf } from '../position';

type StoredEvent = EncodedEvent & { readonly stream: string; readonly version: number };

/** The log in this process's memory: a true adapter for tests, gone with the process. */
export function memoryEventStore(): EventStore {
  const log: StoredEvent[] = [];
  const streams = new Map<string, number[]>();
  const ids = new Set<string>();
  const bell = new Bell();

  const ordinalsOf = (stream: string) => streams.get(stream) ?? [];
  const decoded = (ordinal: number): RecordedEvent => {
    const { bytes: _, ...event } = log[ordinal - 1]!;
    return {
      ...event,
      data: JSON.parse(event.data) as unknown,
      metadata: JSON.parse(event.metadata) as EventMetadata,
      position: positionOf(ordinal),
    };
  };

  function isThere({ id, stream, version, position }: EventPlace): boolean {
    const event = log[ordinalOf(position) - 1];
    return event?.id === id && event.stream === stream && event.version === version;
  }

  function append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedVersion,
  ): AppendResult {
    const encoded = encode(events);
    const ordinals = ordinalsOf(stream);
    const actual = ordinals.length;
    if (!isAsExpected(expected, actual)) {
      const idAt = (version: number) => log[(ordinals[version - 1] ?? 0) - 1]?.id;
      const last = isRepetition(encoded, expected, idAt);
      if (last === undefined) throw new VersionConflict(stream, expected, actual);
      return { version: last, position: positionOf(ordinals[last - 1]!) };
    }
    assertNewIds(encoded);
    for (const event of encoded) {
      ids.add(event.id);
      const ordinal = log.push({ ...event, stream, version: ordinals.length + 1 });
      ordinals.push(ordinal);
    }
    streams.set(stream, ordinals);
    bell.ring();
    return { version: ordinals.length, position: positionOf(log.length) };
  }

  function assertNewIds(events: readonly EncodedEvent[]): void {
    const own = new Set<string>();
    for (const { id } of events) {
      if (ids.has(id) || own.has(id)) throw new DuplicateEventId(id);
      own.add(id);
    }
  }

  function pageReader(filter: EventFilter = {}, batchSize = 1000) {
    return async (after: Position): Promise<PageRead> => {
      const from = ordinalOf(after);
      const to = Math.min(from + batchSize, Math.max(log.length, from));
      const events: RecordedEvent[] = [];
      for (let ordinal = from + 1; ordinal <= to; ordinal += 1) {
        if (matches(filter, log[ordinal - 1]!)) events.push(decoded(ordinal));
      }
      return { events, position: positionOf(to), hasMore: to < log.length };
    };
  }

  return {
    append: async (stream, events, expected) => append(stream, events, expected),
    readStream: async (stream, fromVersion = 1) =>
      ordinalsOf(stream)
        .slice(fromVersion - 1)
        .map(decoded),
    readAll: (after, filter, { batchSize, signal }: ReadOptions = {}) =>
      readToEnd(pageReader(filter, batchSize), after, signal),
    subscribe: (after, filter, { batchSize, signal }: ReadOptions = {}) =>
      follow(pageReader(filter, batchSize), after, { bell, pollMs: 60_000, signal }),
    head: async () => positionOf(log.length),
    missing: async (asked) => new Set(asked.filter((one) => !isThere(one))),
    close: async () => undefined,
  };
}
