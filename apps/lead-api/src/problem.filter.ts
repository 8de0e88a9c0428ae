import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { internalError } from './problem';
import { problemOf } from './problem-of';

/** The one place where errors become answers. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const known = problemOf(error);
    if (known === undefined) {
      const { method } = request;
      const route = request.routeOptions.url;
      this.runtime.logger.error({ err: error, method, route }, 'a request failed');
    }
    const { retryAfter, ...body } = known ?? internalError;
    if (retryAfter !== undefined) void reply.header('retry-after', retryAfter);
    if (body.status === 401) void reply.header('www-authenticate', 'Bearer');
    void reply.status(body.status).type('application/problem+json').send(body);
  }
}
