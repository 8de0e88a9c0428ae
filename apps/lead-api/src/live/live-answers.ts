import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyAdapter } from '@nestjs/platform-fastify';
import { type HttpConfig, type Principal } from '@tasuki/platform';
import { CONFIG } from '@tasuki/runtime';
import { type FastifyReply } from 'fastify';
import { TooManyStreams } from '../problem';
import { eventStream, type EventStream, eventStreamHead } from './event-stream';

/** Answers without an end of their own: Server-Sent Events. */
@Injectable()
export class LiveAnswers implements OnModuleInit {
  private readonly stopping = new AbortController();

  /** By subject: how many are under way. */
  private readonly underWay = new Map<string, number>();
  private readonly limit: number;

  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    @Inject(CONFIG) { TASUKI_STREAM_LIMIT }: HttpConfig,
  ) {
    this.limit = TASUKI_STREAM_LIMIT === 0 ? Infinity : TASUKI_STREAM_LIMIT;
  }

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
   * @throws TooManyStreams when the subject follows as many as it may; nothing was answered
   */
  async send(
    reply: FastifyReply,
    { subject, expiresAt }: Principal,
    tell: (stream: EventStream, over: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const headers = reply.getHeaders() as Record<string, string>;
    if (reply.request.method === 'HEAD') {
      reply.hijack();
      return eventStreamHead(reply.raw, headers);
    }
    const release = this.take(subject);
    try {
      const expired = AbortSignal.timeout(timerUntil(expiresAt));
      const over = AbortSignal.any([this.stopping.signal, expired]);
      // What fails before it has begun is answered as any other error is.
      const stream = eventStream(reply.raw, headers);
      reply.hijack();
      try {
        await tell(stream, over);
      } finally {
        stream.end();
      }
    } finally {
      release();
    }
  }

  /** @returns what gives the place back */
  private take(subject: string): () => void {
    const taken = this.underWay.get(subject) ?? 0;
    if (taken >= this.limit) throw new TooManyStreams(this.limit);
    this.underWay.set(subject, taken + 1);
    return () => {
      const left = this.underWay.get(subject)! - 1;
      if (left === 0) this.underWay.delete(subject);
      else this.underWay.set(subject, left);
    };
  }
}

/** In milliseconds; no timer waits longer than 24 days, after which the client simply comes back. */
function timerUntil(instant: string): number {
  return Math.min(Math.max(Date.parse(instant) - Date.now(), 0), 2 ** 31 - 1);
}
