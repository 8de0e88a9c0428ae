import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Principal } from '@tasuki/platform';
import { type FastifyRequest } from 'fastify';
import { principalOf } from './auth.guard';
import { type Caller } from './command-origin';
import { readIfMatch } from './headers';
import { type Sender } from './lead-door';
import { uuid } from './lead-id';
import { InvalidInput } from './problem';
import { readTrace } from './trace-context';

/**
 * The caller, and the `Idempotency-Key`, `If-Match` and `X-Correlation-Id` of the request. Where the
 * path names no lead there is nothing that `If-Match` could be of: it is refused, not ignored.
 */
export const RequestSender = createParamDecorator(
  (_: unknown, context: ExecutionContext): Sender => {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const ifMatch = single(request, 'if-match');
    if (ifMatch !== undefined && !('leadId' in (request.params as object))) {
      throw new InvalidInput([{ path: 'If-Match', message: 'does not apply: no lead is named' }]);
    }
    return {
      ...callerOf(request),
      ...(ifMatch !== undefined && { ifMatch: readIfMatch(ifMatch) }),
    };
  },
);

/** Whoever is asking, where it is no command on a lead. */
export const RequestPrincipal = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal =>
    principalOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** Who sends a command, by which `Idempotency-Key` and `X-Correlation-Id`. */
export function callerOf(request: FastifyRequest): Caller {
  const key = single(request, 'idempotency-key');
  const correlationId = single(request, 'x-correlation-id');
  const trace = readTrace(request.headers);
  if (correlationId !== undefined && !uuid.test(correlationId)) {
    throw new InvalidInput([
      { path: 'X-Correlation-Id', message: 'is no UUID', allowed: 'a UUID' },
    ]);
  }
  return {
    principal: principalOf(request),
    ...(key !== undefined && { key }),
    ...(correlationId !== undefined && { correlationId: correlationId.toLowerCase() }),
    ...(trace !== undefined && { trace }),
  };
}

export function single({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
