/**
 * A point in the whole log: an opaque string of 20 digits whose lexical order is the order in
 * which events become visible. Not necessarily contiguous, and good for one store only.
 */
export type Position = string;

/** Before the first event. */
export const beginning: Position = '0'.repeat(20);

/** Who sent a command. */
export interface Actor {
  readonly subject: string;
  readonly department: string | null;
  readonly onBehalfOf?: string;
}

/** `traceparent` and `tracestate` as they came (https://www.w3.org/TR/trace-context/). */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string;
}

export interface EventMetadata {
  readonly commandId: string;
  readonly correlationId: string;
  /** The event that made somebody send the command; `null` for a command from outside. */
  readonly causationId: string | null;
  readonly actor: Actor;
  /** The trace that the command came with, as W3C Trace Context words it. */
  readonly trace?: TraceContext;
  /** On a command's first event: keyed hash of the command's plain body (see `runCommand`). */
  readonly bodyHash?: string;
}

export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  /** When Tasuki decided, by its own clock: ISO 8601 in UTC with milliseconds. */
  readonly recordedAt: string;
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  /** 1 for the first event of the stream, without gaps. */
  readonly version: number;
  readonly position: Position;
}

/** A number is the version of the stream's last event; `none` is a stream without events. */
export type ExpectedVersion = number | 'none' | 'exists' | 'any';

export interface AppendResult {
  /** Of the last event appended. */
  readonly version: number;
  readonly position: Position;
}

/** An event, and where it stands: a restored log may give its id to the same event elsewhere. */
export type EventPlace = Pick<RecordedEvent, 'id' | 'stream' | 'version' | 'position'>;

export interface EventFilter {
  readonly streamPrefix?: string;
  readonly types?: readonly string[];
}

/**
 * What was read in one go. Everything up to and including `position` has been looked at: it is
 * the checkpoint once the page's events are handled, also where the filter left all of them out.
 */
export interface Page {
  readonly events: readonly RecordedEvent[];
  readonly position: Position;
}

export interface ReadOptions {
  /** How many events are looked at for one page; 1,000 when left out. */
  readonly batchSize?: number;
  /** Ends the reading cleanly. */
  readonly signal?: AbortSignal;
}

/**
 * The log. What an adapter promises is what `event-store.contract.ts` tests, and no more:
 * an append is all or nothing; the same events again at the same numeric version, or `none`,
 * give the first result; one append holds at most {@link maxAppendBytes}.
 */
export interface EventStore {
  /**
   * @throws VersionConflict when the stream is not as expected; nothing was written
   * @throws AppendTooLarge, DuplicateEventId nothing was written
   * @throws StoreUnavailable nothing was written
   * @throws OutcomeUnknown it may have been written; the same append again settles it
   */
  append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedVersion,
  ): Promise<AppendResult>;

  /** A stream's events in order, from a version on; none if there is no such stream. */
  readStream(stream: string, fromVersion?: number): Promise<readonly RecordedEvent[]>;

  /** From after a position up to where the log ends when the last page is read. */
  readAll(after: Position, filter?: EventFilter, options?: ReadOptions): AsyncIterable<Page>;

  /**
   * The same, and then live, until stopped by its signal or by leaving the loop. The next page is
   * handed out when the last one was handled: a slow reader slows nobody but itself. A store that
   * is away is waited for, and reading goes on where it was.
   */
  subscribe(after: Position, filter?: EventFilter, options?: ReadOptions): AsyncIterable<Page>;

  /** The position of the last event. */
  head(): Promise<Position>;

  /** Of these: what is no event of the log, or none that stands there. */
  missing<T extends EventPlace>(asked: readonly T[]): Promise<ReadonlySet<T>>;

  close(): Promise<void>;
}

/** Of data and metadata, as UTF-8 bytes of their JSON, in one append. */
export const maxAppendBytes = 1_000_000;
