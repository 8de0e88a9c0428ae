/** The one source of time; injected, so that tests can set it and replays never ask it. */
export interface Clock {
  /** The present instant, ISO 8601 in UTC with milliseconds. */
  now(): string;
}

export const systemClock: Clock = { now: () => new Date().toISOString() };

/** A clock that stands still until it is moved. */
export interface SettableClock extends Clock {
  set(instant: string): void;
  advance(milliseconds: number): void;
}

export function settableClock(start = '2026-01-01T00:00:00.000Z'): SettableClock {
  let at = new Date(start).getTime();
  return {
    now: () => new Date(at).toISOString(),
    set: (instant) => {
      at = new Date(instant).getTime();
    },
    advance: (milliseconds) => {
      at += milliseconds;
    },
  };
}
