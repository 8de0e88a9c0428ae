import { STATUS_CODES } from 'node:http';
import { type RefusalDetails } from '@tasuki/domain';
import { type ErrorCode, errors } from './errors';

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
  readonly code: ErrorCode;
  readonly detail: string;
  readonly details?: RefusalDetails;
  readonly errors?: readonly InputError[];
  /** Seconds after which trying again makes sense. */
  readonly retryAfter?: number;
}

/** With the status and the `Retry-After` that the code has in the catalogue. */
export function problemFor(
  code: ErrorCode,
  detail: string,
  rest: Pick<Problem, 'details' | 'errors'> = {},
): Problem {
  const { status, retryAfter } = errors[code];
  const title = STATUS_CODES[status] ?? 'Error';
  return {
    type: 'about:blank',
    title,
    status,
    code,
    detail,
    ...rest,
    ...(retryAfter && { retryAfter }),
  };
}

export const internalError = problemFor('internal_error', 'this is our fault');

/** Input that is not as documented; thrown by pipes and controllers, made a problem by the filter. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  constructor(readonly errors: readonly InputError[]) {
    super('the request is not as documented');
  }
}

/** A subject follows as many streams as it may. */
export class TooManyStreams extends Error {
  override readonly name = 'TooManyStreams';
  constructor(limit: number) {
    super(`this subject follows ${limit} streams already; end one of them first`);
  }
}

/** The token is good and its roles do not suffice. */
export class Forbidden extends Error {
  override readonly name = 'Forbidden';
}

/** The path is there, and does not take this method. */
export class WrongMethod extends Error {
  override readonly name = 'WrongMethod';
  constructor(method: string) {
    super(`this path does not take ${method}; \`Allow\` names what it takes`);
  }
}

/** Somebody asked for a read model that this code does not keep. */
export class UnknownReadModel extends Error {
  override readonly name = 'UnknownReadModel';
  constructor(name: string) {
    super(`there is no read model ${name}`);
  }
}

/** Nothing of this id is recorded. */
export class UnknownNotification extends Error {
  override readonly name = 'UnknownNotification';
  constructor(id: string) {
    super(`there is no notification ${id}`);
  }
}

/** Somebody is at it already. */
export class NotificationBusy extends Error {
  override readonly name = 'NotificationBusy';
  constructor(id: string) {
    super(`notification ${id} is being sent`);
  }
}
