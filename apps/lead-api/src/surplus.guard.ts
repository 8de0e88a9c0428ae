import { type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { type FastifyRequest } from 'fastify';
import { isPublicRoute } from './auth.guard';
import { InvalidInput } from './problem';

/**
 * A route without a documented query takes none, and one without a documented body takes no field: a
 * filter or a reason that was put there by mistake is refused, not ignored. Public routes let a probe
 * send what it likes.
 */
export class SurplusGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (isPublicRoute(context)) return true;
    const { query, body } = context.switchToHttp().getRequest<FastifyRequest>();
    const names = [
      ...(takes(context, RouteParamtypes.QUERY) ? [] : Object.keys(query ?? {})),
      ...(takes(context, RouteParamtypes.BODY) ? [] : Object.keys(body ?? {})),
    ];
    if (names.length === 0) return true;
    throw new InvalidInput(
      names.map((path) => ({ path, message: 'is not a field of this request' })),
    );
  }
}

/** Nest notes the decorated arguments of a method as `<kind>:<index>`. */
function takes(context: ExecutionContext, kind: RouteParamtypes): boolean {
  const decorated = Reflect.getMetadata(
    ROUTE_ARGS_METADATA,
    context.getClass(),
    context.getHandler().name,
  ) as object | undefined;
  return Object.keys(decorated ?? {}).some((key) => key.startsWith(`${kind}:`));
}
