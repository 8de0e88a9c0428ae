import { gather } from '@tasuki/platform';

/**
 * One statement for what batches ask or note at the same time: partitions are handed over one by one, and
 * each would do so by itself. What was asked for others is in the answer, too.
 */
export function together<Item, Answer>(
  run: (all: readonly Item[]) => Promise<Answer>,
): (items: readonly Item[]) => Promise<Answer> {
  return gather(
    async (batches: readonly (readonly Item[])[]) => {
      const value = await run(batches.flat());
      return batches.map(() => ({ value }));
    },
    { concurrency: 2, maxItems: 16, weigh: ({ length }) => length, maxWeight: 2_000 },
  );
}
