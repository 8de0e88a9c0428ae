const longestMs = 24 * 60 * 60 * 1000;

/**
 * How long whoever answered wants to be left alone, by `Retry-After` (RFC 9110, 10.2.3): seconds,
 * or a date.
 * @param now in milliseconds since 1970
 * @returns milliseconds, a day at most; `undefined` when the header says nothing that can be read
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestMs);
}
