import { BadRequestException } from '@nestjs/common';
import { type FastifyInstance } from 'fastify';
import { type Socket } from 'node:net';
import { type ErrorCode } from './errors';
import { problemFor } from './problem';

/** What Node says of a request of which it could not even read the head. */
const codes: Readonly<Record<string, ErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
};

/** There is no request to answer, only a connection: it gets a problem document and is closed. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const detail = 'the request could not be read as HTTP';
  const body = problemFor(codes[error.code ?? ''] ?? 'malformed_request', detail);
  const text = JSON.stringify(body);
  socket.end(
    [
      `HTTP/1.1 ${body.status} ${body.title}`,
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(text)}`,
      'connection: close',
      '',
      text,
    ].join('\r\n'),
  );
}

/** RFC 9112, 3.2: Node would refuse it by itself, and say nothing of why. */
export function requireHost(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ headers, raw }, _reply, done) => {
    const isMissing = headers.host === undefined && raw.httpVersion === '1.1';
    done(isMissing ? new BadRequestException('send a Host header') : undefined);
  });
}
