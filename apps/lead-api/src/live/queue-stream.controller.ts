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
import {
  isQueue,
  isQueuePage,
  mqlQueue,
  mqlQueuePage,
  sqlQueue,
  sqlQueuePage,
  untouchedQueue,
  untouchedQueuePage,
} from '@tasuki/read-models';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { type FastifyReply } from 'fastify';
import { TakesTicket } from '../auth.guard';
import { asked, QueueStreamQueryDto } from '../dto/queries';
import { InvalidInput } from '../problem';
import { ReadsFrom } from '../read-guard';
import { RequestPrincipal } from '../sender';
import { eventStream } from './event-stream';
import { followQueue } from './follow-queue';
import { type LiveQueue, liveQueue } from './live-queue';

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
    const { pool } = runtime;
    this.queues = new Map<string, LiveQueue>([
      ['mql', liveQueue(runtime, mqlQueue, (q) => mqlQueuePage(pool, { sort: 'since', ...q }))],
      ['is', liveQueue(runtime, isQueue, (q) => isQueuePage(pool, q))],
      ['sql', liveQueue(runtime, sqlQueue, (q) => sqlQueuePage(pool, q))],
      ['untouched', liveQueue(runtime, untouchedQueue, (q) => untouchedQueuePage(pool, q))],
    ]);
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
    description:
      'First `snapshot` (in parts; `isLast` on the last one), then `changes` {items, gone}. Resumed by `Last-Event-ID` or `lastEventId`; an id that is not known is answered by `reset` and a new snapshot. Ends when the token expires. Browsers get a ticket from `POST /v1/tickets` and send it as `ticket`.',
  })
  @ApiParam({
    name: 'queue',
    description: 'Which queue.',
    schema: { type: 'string', enum: ['mql', 'is', 'sql', 'untouched'], example: 'mql' },
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The `id` of the last event that was received; an EventSource sends it by itself.',
    schema: { type: 'string', example: 'mql_queue_v3.17' },
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'Events, without end.', schema: { type: 'string' } })
  @ReadsFrom(mqlQueue, isQueue, sqlQueue, untouchedQueue)
  async streamQueue(
    @Param('queue') name: string,
    @Query() { ticket: _, lastEventId, whose, channel, assignee }: QueueStreamQueryDto,
    @Headers('last-event-id') resumeFrom: string | undefined,
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
    const stream = eventStream(reply.raw, reply.getHeaders() as Record<string, string>);
    const expired = AbortSignal.timeout(timerUntil(expiresAt));
    const over = AbortSignal.any([this.stopping.signal, expired]);
    await followQueue(queue, filter, resumeFrom ?? lastEventId, stream, over).finally(() =>
      stream.end(),
    );
  }
}

/** In milliseconds; no timer waits longer than 24 days, after which the client simply comes back. */
function timerUntil(instant: string): number {
  return Math.min(Math.max(Date.parse(instant) - Date.now(), 0), 2 ** 31 - 1);
}
