import { type CanActivate, type ExecutionContext, Inject, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type FastifyRequest } from 'fastify';
import { principalOf } from './auth.guard';
import { mayDo, type Operation } from './permissions';
import { Forbidden } from './problem';

const operation = 'tasuki:operation';

/** Marks a route that is no business command, but an act of running the system. */
export const MayDo = (name: Operation) => SetMetadata(operation, name);

/** Comes after the one that finds out who is asking. */
export class OperationsGuard implements CanActivate {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const name = this.reflector.get<Operation | undefined>(operation, context.getHandler());
    if (name === undefined) return true;
    const principal = principalOf(context.switchToHttp().getRequest<FastifyRequest>());
    if (mayDo(principal, name)) return true;
    const roles = principal.roles.join(', ') || 'none';
    throw new Forbidden(`${name} is not for your roles (${roles})`);
  }
}
