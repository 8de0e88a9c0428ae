/** One item's outcome, so that one that fails never fails its neighbours. */
export type Settled<O> = { readonly value: O } | { readonly error: unknown };

export interface GatherOptions<I> {
  /** Batches under way at once; calls made meanwhile make up the next batch. */
  readonly concurrency: number;
  readonly maxItems: number;
  /** Bounds a batch by more than its count, for example by bytes; 1 per item when left out. */
  readonly weigh?: (item: I) => number;
  readonly maxWeight?: number;
}

interface Waiting<I, O> {
  readonly item: I;
  readonly resolve: (value: O) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Turns many single calls into few batched ones: what is asked while a batch is under way waits
 * and goes together in the next (group commit, the same for reads). `run` answers item by item,
 * in order; when it throws, every item of that batch fails with the error.
 */
export function gather<I, O>(
  run: (items: readonly I[]) => Promise<readonly Settled<O>[]>,
  options: GatherOptions<I>,
): (item: I) => Promise<O> {
  const { concurrency, maxItems, weigh = () => 1, maxWeight = Infinity } = options;
  const waiting: Waiting<I, O>[] = [];
  let underWay = 0;
  let scheduled = false;

  /** Not at once: whoever was answered by the last batch gets to ask again before the next. */
  function schedule(): void {
    if (scheduled || underWay >= concurrency || waiting.length === 0) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      if (waiting.length > 0) void runBatch(nextBatch());
      schedule();
    });
  }

  function nextBatch(): Waiting<I, O>[] {
    let weight = 0;
    const full = waiting.findIndex(({ item }, index) => {
      weight += weigh(item);
      return index >= maxItems || (index > 0 && weight > maxWeight);
    });
    return waiting.splice(0, full === -1 ? waiting.length : full);
  }

  async function runBatch(batch: readonly Waiting<I, O>[]): Promise<void> {
    underWay += 1;
    try {
      const outcomes = await run(batch.map(({ item }) => item));
      batch.forEach(({ resolve, reject }, index) => {
        const outcome = outcomes[index];
        if (outcome === undefined) reject(new Error('a batch left an item unanswered'));
        else if ('error' in outcome) reject(outcome.error);
        else resolve(outcome.value);
      });
    } catch (error) {
      batch.forEach(({ reject }) => reject(error));
    } finally {
      underWay -= 1;
      schedule();
    }
  }

  return (item) =>
    new Promise<O>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      schedule();
    });
}
