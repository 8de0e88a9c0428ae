import { type ExecutionContext } from '@nestjs/common';
import { type ThrottlerModuleOptions, type ThrottlerStorage } from '@nestjs/throttler';
import { type FastifyRequest } from 'fastify';
import { isPublicRoute, principalOf } from './auth.guard';

const windowMs = 10_000;

/**
 * So many requests a second for each subject, on average over ten seconds; a bulk request counts as
 * one. Counted by each process for itself.
 */
export function rateLimit(perSecond: number): ThrottlerModuleOptions {
  return {
    throttlers: [{ ttl: windowMs, limit: (perSecond * windowMs) / 1000 }],
    storage: fixedWindow(),
    skipIf: (context) => perSecond === 0 || isPublicRoute(context),
    getTracker: (_: unknown, context: ExecutionContext) =>
      principalOf(context.switchToHttp().getRequest<FastifyRequest>()).subject,
    generateKey: (_, subject) => subject,
  };
}

interface Window {
  readonly endsAt: number;
  hits: number;
}

/** One counter per subject; the module's own storage keeps a time for each request of the window. */
export function fixedWindow(now: () => number = Date.now): ThrottlerStorage {
  const windows = new Map<string, Window>();
  let sweepAt = 0;

  function sweep(at: number): void {
    if (at < sweepAt) return;
    sweepAt = at + windowMs;
    for (const [key, { endsAt }] of windows) if (endsAt <= at) windows.delete(key);
  }

  return {
    async increment(key, ttl, limit) {
      const at = now();
      sweep(at);
      const present = windows.get(key);
      const window =
        present !== undefined && present.endsAt > at ? present : { endsAt: at + ttl, hits: 0 };
      windows.set(key, window);
      window.hits += 1;
      const timeToExpire = Math.ceil((window.endsAt - at) / 1000);
      const isBlocked = window.hits > limit;
      return { totalHits: window.hits, timeToExpire, isBlocked, timeToBlockExpire: timeToExpire };
    },
  };
}
