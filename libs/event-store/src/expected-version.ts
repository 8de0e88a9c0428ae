import { type ExpectedVersion } from './event-store';

/** Whether a stream at `actual` (0: no events) is what an append expects. */
export function isAsExpected(expected: ExpectedVersion, actual: number): boolean {
  switch (expected) {
    case 'any':
      return true;
    case 'none':
      return actual === 0;
    case 'exists':
      return actual > 0;
    default:
      return actual === expected;
  }
}

/**
 * Whether an append at an exact version is already there, event by event: then the version of its
 * last event, so that it is answered as the first time.
 */
export function isRepetition(
  events: readonly { readonly id: string }[],
  expected: ExpectedVersion,
  idAt: (version: number) => string | undefined,
): number | undefined {
  const base = exactVersion(expected);
  if (base === undefined) return undefined;
  const same = events.every((event, index) => idAt(base + index + 1) === event.id);
  return same ? base + events.length : undefined;
}

/** The version that `expected` names, if it names one; `none` is 0. */
export function exactVersion(expected: ExpectedVersion): number | undefined {
  if (expected === 'none') return 0;
  return typeof expected === 'number' ? expected : undefined;
}
