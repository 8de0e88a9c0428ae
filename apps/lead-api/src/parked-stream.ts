import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import { InvalidInput } from './problem';

/** What the names of our tables and streams are made of. */
const name = /^[a-z0-9_.-]{1,100}$/;

/** A name in the path; whether anything bears it is found out later. */
function nameParam(param: string) {
  return createParamDecorator((_: unknown, context: ExecutionContext): string => {
    const { params } = context.switchToHttp().getRequest<FastifyRequest>();
    const value = (params as Record<string, string>)[param] ?? '';
    if (name.test(value)) return value;
    const allowed = 'up to 100 of a-z, 0-9, _, . and -';
    throw new InvalidInput([{ path: param, message: 'is no name', allowed }]);
  });
}

/** For the documentation of a route that names what is parked. */
export function ParkedParam(param: 'target' | 'stream', what: string, example: string) {
  return ApiParam({
    name: param,
    description: `The ${what}, as the list of what is parked names it.`,
    schema: { type: 'string', pattern: name.source, example },
  });
}

export const TargetName = nameParam('target');
export const StreamName = nameParam('stream');
