import { setTimeout as delay } from 'node:timers/promises';

const patienceMs = 60_000;

/** @throws Error that names what was waited for in vain, for a minute */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  everyMs = 50,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await delay(everyMs);
  }
}
