import { v4, v5 } from 'uuid';

/** The namespace of all derived ids of Tasuki; changing it would change them all. */
const namespace = '6f7bbf5c-52c4-5f0e-9a3c-7c1d4f2f6a10';

/** The same parts always give the same id (RFC 9562, version 5). Parts must not contain a line feed. */
export function derivedId(...parts: readonly (string | number)[]): string {
  return v5(parts.join('\n'), namespace);
}

export const randomId = (): string => v4();
