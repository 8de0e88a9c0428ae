import { type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { type FastifyRequest } from 'fastify';
import { isPublicRoute } from './auth.guard';
import { InvalidInput } from './problem';

/**
 * A route without a documented query takes none: a filter or a field of the body that was put there
 * by mistake is refused, not ignored. Public routes let a probe send what it likes.
 */
export class QueryGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { query } = context.switchToHttp().getRequest<FastifyRequest>();
    const names = Object.keys(query as object);
    if (names.length === 0 || isPublicRoute(context) || takesQuery(context)) return true;
    throw new InvalidInput(
      names.map((path) => ({ path, message: 'is not a field of this request' })),
    );
  }
}

/** Nest notes the decorated arguments of a method as `<kind>:<index>`. */
function takesQuery(context: ExecutionContext): boolean {
  const decorated = Reflect.getMetadata(
    ROUTE_ARGS_METADATA,
    context.getClass(),
    context.getHandler().name,
  ) as object | undefined;
  return Object.keys(decorated ?? {}).some((key) => key.startsWith(`${RouteParamtypes.QUERY}:`));
}
