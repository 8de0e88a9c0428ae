import { HttpException } from '@nestjs/common';
import { Refusal } from '@tasuki/domain';
import {
  AppendTooLarge,
  Contention,
  OutcomeUnknown,
  StoreUnavailable,
  isUnavailable,
} from '@tasuki/event-store';
import { InvalidToken, KeysUnavailable } from '@tasuki/platform';
import { Forbidden, InvalidInput, type Problem, problem, ReadModelBehind } from './problem';

/** Refusals that are no conflict with the lead's state (409). */
const refusalStatus: Readonly<Record<string, number>> = {
  lead_not_found: 404,
  activity_not_found: 404,
  external_id_is_address: 422,
  occurred_at_unreadable: 422,
  occurred_in_future: 422,
  idempotency_key_reused: 422,
  invalid_cursor: 400,
};

/** What an error means to a client. `undefined`: a fault of ours, of which nothing is told. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Refusal) {
    const { code, message, details } = error;
    return problem(refusalStatus[code] ?? 409, code, message, { details });
  }
  if (error instanceof InvalidInput) {
    return problem(400, 'invalid_input', error.message, { errors: error.errors });
  }
  if (error instanceof KeysUnavailable) {
    return problem(503, 'keys_unavailable', error.message, { retryAfter: 5 });
  }
  if (error instanceof ReadModelBehind) {
    return problem(503, 'read_model_behind', error.message, { retryAfter: 1 });
  }
  if (error instanceof InvalidToken) return problem(401, 'invalid_token', error.message);
  if (error instanceof Forbidden) return problem(403, 'forbidden', error.message);
  if (error instanceof AppendTooLarge) return problem(413, 'append_too_large', error.message);
  if (error instanceof Contention) {
    return problem(503, 'contention', `${error.message}; nothing was written`, { retryAfter: 1 });
  }
  if (error instanceof OutcomeUnknown) {
    return problem(
      503,
      'outcome_unknown',
      'it may have been written; repeat it with the same Idempotency-Key to settle it',
      { retryAfter: 2 },
    );
  }
  if (error instanceof StoreUnavailable || isUnavailable(error)) {
    return problem(503, 'store_unavailable', 'the database is away; nothing was written', {
      retryAfter: 2,
    });
  }
  return httpProblem(error);
}

const httpCodes: Readonly<Record<number, string>> = {
  400: 'malformed_request',
  404: 'no_such_route',
  405: 'method_not_allowed',
  413: 'body_too_large',
  415: 'unsupported_media_type',
};

/** What Nest and Fastify refuse by themselves. */
function httpProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
  const code = httpCodes[status];
  return code === undefined ? undefined : problem(status, code, error.message);
}

function statusOf(error: Error): number {
  return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
}
