import { setTimeout as delay } from 'node:timers/promises';

const patienceMs = 60_000;

/** @throws Error that names what was waited for in vain, for a minute: there is no figure then */
export async function inTime<T>(what: string, promise: Promise<T>): Promise<T> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const givingUp = delay(patienceMs, undefined, { signal }).then(() => {
    throw new Error(`waited in vain until ${what}`);
  });
  try {
    return await Promise.race([promise, givingUp]);
  } finally {
    waiting.abort();
    givingUp.catch(() => undefined);
  }
}
