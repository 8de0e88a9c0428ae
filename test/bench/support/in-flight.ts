import { type Measured } from './benchmark';

/** Keeps `inFlight` calls under way for some seconds: each worker makes its next when answered. */
export async function forSeconds(
  seconds: number,
  inFlight: number,
  call: (worker: number) => Promise<unknown>,
): Promise<Measured> {
  const until = performance.now() + seconds * 1000;
  return timed(async () => {
    let count = 0;
    await workers(inFlight, async (worker) => {
      while (performance.now() < until) {
        await call(worker);
        count += 1;
      }
    });
    return count;
  });
}

/** Makes one call for each item, `inFlight` at a time. */
export async function forEach<T>(
  items: readonly T[],
  inFlight: number,
  call: (item: T) => Promise<unknown>,
): Promise<Measured> {
  let next = 0;
  return timed(async () => {
    await workers(inFlight, async () => {
      while (next < items.length) await call(items[next++]!);
    });
    return items.length;
  });
}

export async function timed(work: () => Promise<number>): Promise<Measured> {
  const started = performance.now();
  const count = await work();
  return { count, seconds: (performance.now() - started) / 1000 };
}

async function workers(count: number, work: (worker: number) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, worker) => work(worker)));
}
