/** Runs at most so many at once; the others wait for their turn in the order in which they came. */
export function atMost(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      // Whoever waits takes the place; it is given up when nobody does.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
