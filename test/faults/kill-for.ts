import { setTimeout as delay } from 'node:timers/promises';

/** How long random processes are killed; `npm run fault` sets it to 600. */
export const seconds = Number(process.env.TASUKI_FAULT_SECONDS ?? 10);

/**
 * Kills something every second, or as soon as the last call is through; comes back when the time is over.
 * @returns since when nothing is killed any more
 */
export async function killFor(during: number, killOne: () => Promise<void>): Promise<Date> {
  const end = performance.now() + during * 1_000;
  while (performance.now() < end) {
    const next = performance.now() + 1_000;
    await killOne();
    await delay(Math.max(0, next - performance.now()));
  }
  return new Date();
}
