import {
  Controller,
  Get,
  Headers,
  Inject,
  type OnModuleInit,
  Param,
  Query,
  Res,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyAdapter } from '@nestjs/platform-fastify';
import { type Principal } from '@tasuki/platform';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { type FastifyReply } from 'fastify';
import { TakesTicket } from '../auth.guard';
import { asked, QueueStreamQueryDto } from '../dto/queries';
import { InvalidInput } from '../problem';
import { ReadsFromNamed } from '../read-guard';
import { RequestPrincipal } from '../sender';
import { eventStream, eventStreamHead } from './event-stream';
import { followQueue } from './follow-queue';
import { followed, followedModels } from './followed-queues';
import { type LiveQueue, liveQueue } from './live-queue';

const streamRule = `Events, each with its data as JSON:

- \`reset\` {reason}: forget all rows. Before every snapshot; the reason is \`begin\` (no id was named), \`unknown_id\` or \`too_old\`.
- \`snapshot\` {items, isLast}: put these rows in, by \`leadId\`. In several parts; the last one has \`isLast\` and an id.
- \`changes\` {items, gone}: put \`items\` in, take the leads of \`gone\` out. Each has an id.

Whoever comes back names the last id that he has, as \`Last-Event-ID\` (an EventSource does so by itself) or as \`lastEventId\`, and goes on from there; without one he begins again. The answer ends when the token expires. Browsers get a ticket from \`POST /v1/tickets\` and send it as \`ticket\`.`;

/** The queues as they change: Server-Sent Events. */
@ApiTags('queues')
@ApiBearerAuth()
@Controller('v1/queues')
export class QueueStreamController implements OnModuleInit {
  private readonly queues: ReadonlyMap<string, LiveQueue>;
  private readonly stopping = new AbortController();

  constructor(
    @Inject(RUNTIME) runtime: Runtime,
    private readonly host: HttpAdapterHost<FastifyAdapter>,
  ) {
    this.queues = new Map(
      [...followed].map(([name, { model, page }]) => [
        name,
        liveQueue(runtime, model, (query) => page(runtime.pool, query)),
      ]),
    );
  }

  /** A door that closes waits for its answers, and these have no end. */
  onModuleInit(): void {
    this.host.httpAdapter.getInstance().addHook('preClose', (done) => {
      this.stopping.abort();
      done();
    });
  }

  @Get(':queue/stream')
  @TakesTicket()
  @ApiOperation({
    summary: 'A queue, and then its changes, as Server-Sent Events',
    description: streamRule,
  })
  @ApiParam({
    name: 'queue',
    description: 'Which queue.',
    schema: { type: 'string', enum: [...followed.keys()], example: 'mql' },
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The `id` of the last event that was received; an EventSource sends it by itself.',
    schema: { type: 'string', example: 'mql_queue_v3.17.1777600800000000' },
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'Events, without end.', schema: { type: 'string' } })
  @ReadsFromNamed('queue', followedModels)
  async streamQueue(
    @Param('queue') name: string,
    @Query() { ticket: _, lastEventId, whose, channel, assignee }: QueueStreamQueryDto,
    @Headers('last-event-id') lastReceived: string | undefined,
    @RequestPrincipal() { subject, expiresAt }: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const queue = this.queues.get(name);
    if (queue === undefined) {
      const allowed = [...this.queues.keys()].join(', ');
      throw new InvalidInput([{ path: 'queue', message: 'is no queue', allowed }]);
    }
    const filter = asked({ whose, channel, assignee }, subject);
    reply.hijack();
    const headers = reply.getHeaders() as Record<string, string>;
    if (reply.request.method === 'HEAD') return eventStreamHead(reply.raw, headers);
    const stream = eventStream(reply.raw, headers);
    const expired = AbortSignal.timeout(timerUntil(expiresAt));
    const over = AbortSignal.any([this.stopping.signal, expired]);
    const resumeFrom = [lastReceived, lastEventId].find((id) => id !== undefined && id !== '');
    await followQueue(queue, filter, resumeFrom, stream, over).finally(() => stream.end());
  }
}

/** In milliseconds; no timer waits longer than 24 days, after which the client simply comes back. */
function timerUntil(instant: string): number {
  return Math.min(Math.max(Date.parse(instant) - Date.now(), 0), 2 ** 31 - 1);
}
