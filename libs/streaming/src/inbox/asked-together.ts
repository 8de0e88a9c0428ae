import { gather } from '@tasuki/platform';

/**
 * One question for what batches ask at the same time: partitions are handed over one by one, and each
 * would ask by itself. What was asked for others is in the answer, too.
 */
export function askedTogether<Item, Answer>(
  ask: (all: readonly Item[]) => Promise<Answer>,
): (items: readonly Item[]) => Promise<Answer> {
  return gather(
    async (batches: readonly (readonly Item[])[]) => {
      const value = await ask(batches.flat());
      return batches.map(() => ({ value }));
    },
    { concurrency: 2, maxItems: 16, weigh: ({ length }) => length, maxWeight: 2_000 },
  );
}
