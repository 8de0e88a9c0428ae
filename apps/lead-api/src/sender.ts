import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { principalOf } from './auth.guard';
import { type Sender } from './lead-door';
import { uuid } from './lead-id';
import { InvalidInput } from './problem';

/** The caller, and the `Idempotency-Key` and `X-Correlation-Id` of the request. */
export const RequestSender = createParamDecorator(
  (_: unknown, context: ExecutionContext): Sender => {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = single(request, 'idempotency-key');
    const correlationId = single(request, 'x-correlation-id');
    if (correlationId !== undefined && !uuid.test(correlationId)) {
      throw new InvalidInput([
        { path: 'X-Correlation-Id', message: 'is no UUID', allowed: 'a UUID' },
      ]);
    }
    return {
      principal: principalOf(request),
      ...(key !== undefined && { key }),
      ...(correlationId !== undefined && { correlationId: correlationId.toLowerCase() }),
    };
  },
);

function single({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
