import { type RefusalCode } from './refusal-codes';

/** What a refusal says besides its code: plain values only, never personal data. */
export type RefusalDetails = Readonly<
  Record<string, string | number | boolean | null | readonly string[]>
>;

/**
 * A command that the rules do not allow. Thrown once by `decide`, translated once at the edge.
 * `code` is stable and part of the published interface; `message` is for people.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: RefusalCode,
    message: string,
    readonly details: RefusalDetails = {},
  ) {
    super(message);
  }
}

/** Reads as `throw refuse('code', 'why', { … })`. */
export function refuse(code: RefusalCode, message: string, details: RefusalDetails = {}): Refusal {
  return new Refusal(code, message, details);
}
