import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyAdapter } from '@nestjs/platform-fastify';
import { type Principal } from '@tasuki/platform';
import { type FastifyReply } from 'fastify';
import { eventStream, type EventStream, eventStreamHead } from './event-stream';

/** Answers without an end of their own: Server-Sent Events. */
@Injectable()
export class LiveAnswers implements OnModuleInit {
  private readonly stopping = new AbortController();

  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  /** A door that closes waits for its answers. */
  onModuleInit(): void {
    this.host.httpAdapter.getInstance().addHook('preClose', (done) => {
      this.stopping.abort();
      done();
    });
  }

  /**
   * Answers with what `tell` sends, until it comes back.
   * @param tell is given a signal that fires when the token expires or the door closes; when the
   * client has gone the stream says so
   */
  async send(
    reply: FastifyReply,
    { expiresAt }: Principal,
    tell: (stream: EventStream, over: AbortSignal) => Promise<void>,
  ): Promise<void> {
    reply.hijack();
    const headers = reply.getHeaders() as Record<string, string>;
    if (reply.request.method === 'HEAD') return eventStreamHead(reply.raw, headers);
    const stream = eventStream(reply.raw, headers);
    const expired = AbortSignal.timeout(timerUntil(expiresAt));
    const over = AbortSignal.any([this.stopping.signal, expired]);
    await tell(stream, over).finally(() => stream.end());
  }
}

/** In milliseconds; no timer waits longer than 24 days, after which the client simply comes back. */
function timerUntil(instant: string): number {
  return Math.min(Math.max(Date.parse(instant) - Date.now(), 0), 2 ** 31 - 1);
}
