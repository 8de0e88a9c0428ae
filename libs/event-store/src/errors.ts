import { type ExpectedVersion } from './event-store';

export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
  constructor(
    readonly stream: string,
    readonly expected: ExpectedVersion,
    /** 0 when the stream has no events. */
    readonly actual: number,
  ) {
    super(`stream ${stream} is at version ${actual}, expected ${expected}`);
  }
}

export class AppendTooLarge extends Error {
  override readonly name = 'AppendTooLarge';
  constructor(
    readonly bytes: number,
    readonly limit: number,
  ) {
    super(`the append holds ${bytes} bytes of data and metadata; at most ${limit} are allowed`);
  }
}

export class DuplicateEventId extends Error {
  override readonly name = 'DuplicateEventId';
  constructor(readonly eventId: string) {
    super(`the log already holds an event ${eventId}`);
  }
}

/** The store could not be reached, or refused work; nothing was written. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  constructor(cause: unknown) {
    super('the event store is not available', { cause });
  }
}

/** The store's answer was lost; the events may or may not be in the log. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
  constructor(cause: unknown) {
    super('the outcome of the append is not known', { cause });
  }
}

/** An event that this code does not know how to read or write. */
export class UnknownEvent extends Error {
  override readonly name: string = 'UnknownEvent';
  constructor(
    readonly eventType: string,
    readonly schemaVersion: number,
    problem: string,
  ) {
    super(`event ${eventType} version ${schemaVersion}: ${problem}`);
  }
}

/**
 * An event in the log that this code cannot read. Not a fault of ours, as it is to write one: another
 * release wrote it, and can read it.
 */
export class UnreadableEvent extends UnknownEvent {
  override readonly name = 'UnreadableEvent';
}
