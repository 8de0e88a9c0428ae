import { type LeadReceipt } from '@tasuki/lead-service';
import { type Logger } from '@tasuki/platform';
import { internalError, InvalidInput, type Problem } from './problem';
import { problemOf } from './problem-of';
import { receiptView, type ReceiptView } from './views';

export interface BulkResult {
  readonly index: number;
  readonly key?: string;
  readonly status: number;
  readonly receipt?: ReceiptView;
  readonly problem?: Problem;
}

/** One item of a bulk request: its key taken off, the rest as in the single route. */
export interface BulkItem {
  readonly key: string;
  readonly fields: unknown;
}

/** Answers each item by itself, in order; one that fails fails alone, also when the fault is ours. */
export async function answerEach(
  items: readonly unknown[],
  logger: Logger,
  answer: (item: BulkItem, index: number) => Promise<{ receipt: LeadReceipt; status: number }>,
): Promise<{ results: readonly BulkResult[] }> {
  const results = await Promise.all(
    items.map(async (item, index): Promise<BulkResult> => {
      const key = keyOf(item);
      const named = { index, ...(key !== undefined && { key }) };
      try {
        const { receipt, status } = await answer(splitItem(item, index), index);
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

function splitItem(item: unknown, index: number): BulkItem {
  const key = keyOf(item);
  if (key === undefined) {
    const allowed = 'text of your own that names this item, for example its row id';
    throw new InvalidInput([{ path: `items[${index}].key`, message: 'is missing', allowed }]);
  }
  const { key: _, ...fields } = item as Record<string, unknown>;
  return { key, fields };
}

function keyOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || !('key' in item)) return undefined;
  return typeof item.key === 'string' ? item.key : undefined;
}
