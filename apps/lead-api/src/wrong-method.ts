import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { WrongMethod } from './problem';

interface KnownPath {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/**
 * Tells a path that is there from one that is not: where the router finds neither, a wrong method
 * is answered 405 with `Allow`, and OPTIONS with `Allow` alone. To be called before the routes are.
 */
export function answerWrongMethods(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const paths = new Map<string, KnownPath>();

  fastify.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const known = paths.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    paths.set(url, known);
    for (const one of [method].flat()) known.methods.add(one);
  });

  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done();
    const [path] = request.url.split('?', 1);
    const matching = [...paths.values()].filter(({ pattern }) => pattern.test(path!));
    const allowed = new Set(matching.flatMap(({ methods }) => [...methods]));
    if (allowed.size === 0 || allowed.has(request.method)) return done();
    void reply.header('allow', [...allowed].sort().join(', '));
    if (request.method === 'OPTIONS') return void reply.status(204).send();
    done(new WrongMethod(request.method));
  });
}

/** `/v1/leads/:leadId` as a pattern of paths. */
function patternOf(url: string): RegExp {
  const escaped = url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/:\w+/g, '[^/]+')}$`);
}
