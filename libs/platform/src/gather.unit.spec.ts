import { gather } from './gather';

const tick = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Answers each number with its double, and keeps the batches that it was given. */
function doubling(concurrency = 1, maxItems = 100, maxWeight = Infinity) {
  const batches: number[][] = [];
  const ask = gather<number, number>(
    async (items) => {
      batches.push([...items]);
      await tick();
      return items.map((item) =>
        item < 0 ? { error: new Error(`no ${item}`) } : { value: item * 2 },
      );
    },
    { concurrency, maxItems, weigh: (item) => item, maxWeight },
  );
  return { ask, batches };
}

describe('gather', () => {
  it('puts what is asked at once into one batch, and answers each in its order', async () => {
    const { ask, batches } = doubling();
    expect(await Promise.all([1, 2, 3].map(ask))).toEqual([2, 4, 6]);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('puts what is asked during a batch into the next one', async () => {
    const { ask, batches } = doubling();
    const first = ask(1);
    await tick();
    await Promise.all([first, ask(2), ask(3)]);
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it('fails only the item that fails', async () => {
    const { ask } = doubling();
    const outcomes = await Promise.allSettled([ask(1), ask(-1), ask(2)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('keeps batches within count and weight, and an item heavier than that goes alone', async () => {
    const { ask, batches } = doubling(1, 2);
    await Promise.all([1, 1, 1, 1, 1].map(ask));
    expect(batches).toEqual([[1, 1], [1, 1], [1]]);
    const weighed = doubling(1, 100, 10);
    await Promise.all([4, 4, 4, 50, 1].map(weighed.ask));
    expect(weighed.batches).toEqual([[4, 4], [4], [50], [1]]);
  });

  it('runs as many batches side by side as allowed', async () => {
    const { ask, batches } = doubling(2, 1);
    const answers = [1, 2, 3].map(ask);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(batches.length).toBeGreaterThanOrEqual(2);
    await Promise.all(answers);
    expect(batches).toEqual([[1], [2], [3]]);
  });

  it('fails a whole batch when the work itself fails, and goes on with the next', async () => {
    let fail = true;
    const ask = gather<number, number>(
      async (items) => {
        if (fail) throw new Error('away');
        return items.map((value) => ({ value }));
      },
      { concurrency: 1, maxItems: 10 },
    );
    await expect(Promise.all([ask(1), ask(2)])).rejects.toThrow('away');
    fail = false;
    expect(await ask(3)).toBe(3);
  });
});
