import { type Position } from '@tasuki/event-store';
import { type IncomingHttpHeaders } from 'node:http';
import { InvalidInput } from './problem';

const defaultWaitMs = 5_000;
/** Longer than this nobody waits: the request itself would run out of time. */
const longestWaitMs = 20_000;

/** @throws InvalidInput */
export function readAfter(headers: IncomingHttpHeaders): Position | undefined {
  const after = headers['tasuki-after'];
  if (after === undefined) return undefined;
  if (typeof after === 'string' && /^\d{20}$/.test(after)) return after;
  throw new InvalidInput([
    { path: 'Tasuki-After', message: 'is no position', allowed: 'the `position` of a receipt' },
  ]);
}

/**
 * `Prefer: wait=<seconds>` (RFC 7240); other preferences are left alone, as the RFC wants it, and a
 * wish for more than 20 seconds gets 20.
 */
export function readWait(headers: IncomingHttpHeaders): {
  readonly waitMs: number;
  readonly isAsked: boolean;
} {
  const [, seconds] = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?/i.exec(String(headers.prefer)) ?? [];
  if (seconds === undefined) return { waitMs: defaultWaitMs, isAsked: false };
  return { waitMs: Math.min(Number(seconds) * 1000, longestWaitMs), isAsked: true };
}
