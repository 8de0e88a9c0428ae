/** Closes a switch over a union: the compiler complains when a case is missing. */
export function never(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
}
