/**
 * Works on up to `limit` items at once and gives the results in the items' order; an item is taken
 * only when there is room for it. When one fails, no more are taken, and those under way are
 * waited for.
 */
export async function* inOrder<I, O>(
  items: AsyncIterable<I>,
  limit: number,
  work: (item: I) => Promise<O>,
): AsyncGenerator<O> {
  const underWay: Promise<O>[] = [];
  try {
    for await (const item of items) {
      const result = work(item);
      // It is awaited in its turn; until then its failure must not count as one that nobody handles.
      result.catch(() => undefined);
      underWay.push(result);
      if (underWay.length >= limit) yield await underWay.shift()!;
    }
    while (underWay.length > 0) yield await underWay.shift()!;
  } finally {
    await Promise.allSettled(underWay);
  }
}

/** Runs work that shares a key one after the other, in the order of the calls; other work at once. */
export function oneAfterTheOther(): <T>(
  keys: readonly string[],
  work: () => Promise<T>,
) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (keys, work) => {
    const before = keys.flatMap((key) => last.get(key) ?? []);
    const result = before.length === 0 ? work() : Promise.allSettled(before).then(work);
    for (const key of keys) last.set(key, result);
    const forget = () => {
      for (const key of keys) if (last.get(key) === result) last.delete(key);
    };
    result.then(forget, forget);
    return result;
  };
}
