import { BadRequestException } from '@nestjs/common';
import { type FastifyInstance } from 'fastify';
import { isUtf8 } from 'node:buffer';

/**
 * JSON in UTF-8 is what a body may be: of another type it is answered 415; in another encoding,
 * such as Shift_JIS, it is refused, since every byte that is not UTF-8 would be kept as U+FFFD.
 */
export function takeJsonAlone(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    (request, body, done) => {
      // Clients that send the same headers with everything say so of no body too.
      if (body.length === 0) return done(null, undefined);
      if (!isUtf8(body)) return done(new BadRequestException('the body is not UTF-8'));
      void parse(request, body.toString(), done);
    },
  );
}
