import { STATUS_CODES } from 'node:http';
import { type RefusalDetails } from '@tasuki/domain';

export interface InputError {
  /** Where in the body or query, such as `items[3].person.email`. */
  readonly path: string;
  readonly message: string;
  readonly allowed?: string;
}

/** RFC 9457, with a stable `code` for programs. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly details?: RefusalDetails;
  readonly errors?: readonly InputError[];
  /** Seconds after which trying again makes sense. */
  readonly retryAfter?: number;
}

export function problem(
  status: number,
  code: string,
  detail: string,
  rest: Pick<Problem, 'details' | 'errors' | 'retryAfter'> = {},
): Problem {
  const title = STATUS_CODES[status] ?? 'Error';
  return { type: 'about:blank', title, status, code, detail, ...rest };
}

export const internalError = problem(500, 'internal_error', 'this is our fault');

/** Input that is not as documented; thrown by pipes and controllers, made a problem by the filter. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  constructor(readonly errors: readonly InputError[]) {
    super('the request is not as documented');
  }
}

/** The token is good and its roles do not suffice. */
export class Forbidden extends Error {
  override readonly name = 'Forbidden';
}

/** The log has it and the read model has not yet. */
export class ReadModelBehind extends Error {
  override readonly name = 'ReadModelBehind';
  constructor() {
    super('this lead was captured a moment ago and cannot be shown yet; ask again');
  }
}
