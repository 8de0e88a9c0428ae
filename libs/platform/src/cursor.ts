import { isOffsetInstant, refuse } from '@tasuki/domain';

/** Where the next page begins: the sort key of the last row, opaque to the client. */
export function cursorOf(list: string, values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify([list, ...values])).toString('base64url');
}

export type CursorKind = 'instant' | 'number' | 'text';

/** @throws Refusal `invalid_cursor` when it was not made by this list and sort order */
export function readCursor(
  cursor: string,
  list: string,
  kinds: readonly CursorKind[],
): readonly unknown[] {
  const [from, ...values] = parsed(cursor);
  const isOurs = from === list && values.length === kinds.length;
  if (!isOurs || !kinds.every((kind, index) => isOf(kind, values[index]))) {
    throw refuse('invalid_cursor', 'cursor must be the `next` of a former page of this very list');
  }
  return values;
}

function isOf(kind: CursorKind, value: unknown): boolean {
  if (kind === 'number') return Number.isFinite(value);
  if (typeof value !== 'string' || value.includes('\u0000')) return false;
  return kind === 'text' || isOffsetInstant(value);
}

function parsed(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
