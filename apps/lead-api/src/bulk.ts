import { type LeadReceipt } from '@tasuki/lead-service';
import { type Logger } from '@tasuki/platform';
import { parse } from './input';
import { internalError, type Problem } from './problem';
import { problemOf } from './problem-of';
import { receiptView, type ReceiptView } from './views';

export interface BulkResult {
  readonly index: number;
  readonly key?: string;
  readonly status: number;
  readonly receipt?: ReceiptView;
  readonly problem?: Problem;
}

/** Answers each item by itself, in order; one that fails fails alone, also when the fault is ours. */
export async function answerEach<T extends object>(
  dto: new () => T,
  items: readonly unknown[],
  logger: Logger,
  answer: (item: T, path: string) => Promise<{ receipt: LeadReceipt; status: number }>,
): Promise<{ results: readonly BulkResult[] }> {
  const results = await Promise.all(
    items.map(async (item, index): Promise<BulkResult> => {
      const key = keyOf(item);
      const named = { index, ...(key !== undefined && { key }) };
      const path = `items[${index}]`;
      try {
        const { receipt, status } = await answer(await parse(dto, item, path), path);
        return { ...named, status, receipt: receiptView(receipt) };
      } catch (error) {
        const known = problemOf(error);
        if (known === undefined)
          logger.error({ err: error, index }, 'an item of a bulk request failed');
        const answered = known ?? internalError;
        return { ...named, status: answered.status, problem: answered };
      }
    }),
  );
  return { results };
}

/** Also of an item that is refused, so that whoever sent it knows which it is. */
function keyOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || !('key' in item)) return undefined;
  return typeof item.key === 'string' ? item.key : undefined;
}
