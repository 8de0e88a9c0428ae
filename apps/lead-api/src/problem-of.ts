import { HttpException } from '@nestjs/common';
import { ThrottlerException } from '@nestjs/throttler';
import { Refusal } from '@tasuki/domain';
import {
  AppendTooLarge,
  Contention,
  OutcomeUnknown,
  StoreUnavailable,
  UnreadableEvent,
  isDiskFull,
  isUnavailable,
} from '@tasuki/event-store';
import { InvalidToken, KeysUnavailable } from '@tasuki/platform';
import {
  LeadDiscarded,
  LeadParked,
  NotParked,
  ReadModelBehind,
  ReadModelRebuilding,
} from '@tasuki/read-models';
import { type ErrorCode } from './errors';
import {
  Forbidden,
  InvalidInput,
  type Problem,
  problemFor,
  NotificationBusy,
  UnknownNotification,
  UnknownReadModel,
  TooManyStreams,
  WrongMethod,
} from './problem';

/** What an error means to a client. `undefined`: a fault of ours, of which nothing is told. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Refusal) {
    const { code, message, details } = error;
    return problemFor(code, message, { details });
  }
  if (error instanceof InvalidInput) {
    return problemFor('invalid_input', error.message, { errors: error.errors });
  }
  if (error instanceof KeysUnavailable) return problemFor('keys_unavailable', error.message);
  if (error instanceof ReadModelBehind) return problemFor('read_model_behind', error.message);
  if (error instanceof ReadModelRebuilding) {
    return problemFor('read_model_rebuilding', error.message);
  }
  if (error instanceof LeadParked) {
    return problemFor('parked', error.message, { details: { leadId: error.leadId } });
  }
  if (error instanceof LeadDiscarded) {
    return problemFor('discarded', error.message, { details: { leadId: error.leadId } });
  }
  if (error instanceof UnreadableEvent) {
    const detail =
      'an event that this rests on cannot be read by this release; nothing was written';
    return problemFor('stream_unreadable', detail);
  }
  if (error instanceof UnknownNotification) {
    return problemFor('notification_not_found', error.message);
  }
  if (error instanceof NotificationBusy) return problemFor('notification_busy', error.message);
  if (error instanceof UnknownReadModel) return problemFor('read_model_not_found', error.message);
  if (error instanceof WrongMethod) return problemFor('method_not_allowed', error.message);
  if (error instanceof NotParked) return problemFor('not_parked', error.message);
  if (error instanceof ThrottlerException) {
    return problemFor('rate_limited', 'this subject sends more than it may; slow down');
  }
  if (error instanceof TooManyStreams) return problemFor('too_many_streams', error.message);
  if (error instanceof InvalidToken) return problemFor('invalid_token', error.message);
  if (error instanceof Forbidden) return problemFor('forbidden', error.message);
  if (error instanceof AppendTooLarge) return problemFor('append_too_large', error.message);
  if (error instanceof Contention) {
    return problemFor('contention', `${error.message}; nothing was written`);
  }
  if (error instanceof OutcomeUnknown) {
    const detail = 'it may have been written; repeat it with the same Idempotency-Key to settle it';
    return problemFor('outcome_unknown', detail);
  }
  if (isDiskFull(error)) {
    return problemFor('insufficient_storage', "the database's disk is full; nothing was written");
  }
  if (error instanceof StoreUnavailable || isUnavailable(error)) {
    return problemFor('store_unavailable', 'the database is away; nothing was written');
  }
  return httpProblem(error);
}

const httpCodes: Readonly<Record<number, ErrorCode>> = {
  400: 'malformed_request',
  // Who asks for a file of the documentation by a way around.
  403: 'no_such_route',
  404: 'no_such_route',
  408: 'request_timeout',
  413: 'body_too_large',
  414: 'path_too_long',
  415: 'unsupported_media_type',
  431: 'headers_too_large',
};

/** What Nest and Fastify refuse by themselves. */
function httpProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
  const code = httpCodes[status];
  return code === undefined ? undefined : problemFor(code, error.message);
}

function statusOf(error: Error): number {
  return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
}
