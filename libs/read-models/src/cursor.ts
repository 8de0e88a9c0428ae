import { refuse } from '@tasuki/domain';

/** Where the next page begins: the sort key of the last row, opaque to the client. */
export function cursorOf(list: string, values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify([list, ...values])).toString('base64url');
}

/** @throws Refusal `invalid_cursor` when it was not made by this list and sort order */
export function readCursor(cursor: string, list: string, count: number): readonly unknown[] {
  const [from, ...values] = parsed(cursor);
  const isScalar = (value: unknown) => typeof value === 'string' || Number.isFinite(value);
  if (from !== list || values.length !== count || !values.every(isScalar)) {
    throw refuse('invalid_cursor', 'cursor must be the `next` of a former page of this very list');
  }
  return values;
}

function parsed(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
