import { type CanActivate, type ExecutionContext, Inject, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  type HttpConfig,
  InvalidToken,
  postgresTickets,
  type Principal,
  type Tickets,
  tokenVerifier,
  type VerifyToken,
} from '@tasuki/platform';
import { CONFIG, RUNTIME, type Runtime } from '@tasuki/runtime';
import { type FastifyRequest } from 'fastify';

const isPublic = 'tasuki:public';
const reflector = new Reflector();

const takesTicket = 'tasuki:takes-ticket';

/** A route that browsers cannot send a header to: `?ticket=` stands for the token, once. */
export const TakesTicket = () => SetMetadata(takesTicket, true);

/** For health and documentation; every other route needs a token. */
export const Public = () => SetMetadata(isPublic, true);

export function isPublicRoute(context: ExecutionContext): boolean {
  const marked = reflector.getAllAndOverride<boolean | undefined>(isPublic, [
    context.getHandler(),
    context.getClass(),
  ]);
  return marked ?? false;
}

const principals = new WeakMap<FastifyRequest['raw'], Principal>();

/** Whoever the access token speaks for. */
export function principalOf(request: FastifyRequest): Principal {
  const principal = principals.get(request.raw);
  if (principal === undefined) throw new InvalidToken('no access token');
  return principal;
}

export class AuthGuard implements CanActivate {
  private readonly verify: VerifyToken;
  private readonly tickets: Tickets;

  constructor(@Inject(CONFIG) config: HttpConfig, @Inject(RUNTIME) { pool }: Runtime) {
    this.tickets = postgresTickets(pool);
    this.verify = tokenVerifier({
      jwks: config.TASUKI_JWKS,
      issuer: config.TASUKI_TOKEN_ISSUER,
      audience: config.TASUKI_TOKEN_AUDIENCE,
    });
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (isPublicRoute(context)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (reflector.get<boolean | undefined>(takesTicket, context.getHandler())) {
      const { ticket } = request.query as { readonly ticket?: unknown };
      if (ticket !== undefined) {
        principals.set(request.raw, await this.redeemed(ticket));
        return true;
      }
    }
    const [, token] = /^Bearer +([\w.~+/=-]+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (token === undefined) {
      throw new InvalidToken('send an access token: `Authorization: Bearer …`');
    }
    principals.set(request.raw, await this.verify(token));
    return true;
  }

  private async redeemed(ticket: unknown): Promise<Principal> {
    const principal = typeof ticket === 'string' ? await this.tickets.redeem(ticket) : undefined;
    if (principal !== undefined) return principal;
    throw new InvalidToken('this ticket was used, has expired, or never was one; get a new one');
  }
}
