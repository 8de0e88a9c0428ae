import { once } from 'node:events';

/** What the work gives, if it is there before the signal fires; then it fails with `late` instead. */
export function before<T>(signal: AbortSignal, work: Promise<T>, late: Error): Promise<T> {
  const fired = once(signal, 'abort').then(() => Promise.reject<T>(late));
  return Promise.race([work, fired]);
}
