import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { type Principal } from '@tasuki/platform';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { type FastifyReply } from 'fastify';
import { TakesTicket } from '../auth.guard';
import { asked, QueueStreamQueryDto } from '../dto/queries';
import { InvalidInput } from '../problem';
import { ReadsFromNamed } from '../read-guard';
import { RequestPrincipal } from '../sender';
import { followQueue } from './follow-queue';
import { followed, followedModels } from './followed-queues';
import { LiveAnswers } from './live-answers';
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
export class QueueStreamController {
  private readonly queues: ReadonlyMap<string, LiveQueue>;

  constructor(
    @Inject(RUNTIME) runtime: Runtime,
    private readonly answers: LiveAnswers,
  ) {
    this.queues = new Map(
      [...followed].map(([name, { model, page }]) => [
        name,
        liveQueue(runtime, model, (query) => page(runtime.pool, query)),
      ]),
    );
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
    @RequestPrincipal() principal: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const queue = this.queues.get(name);
    if (queue === undefined) {
      const allowed = [...this.queues.keys()].join(', ');
      throw new InvalidInput([{ path: 'queue', message: 'is no queue', allowed }]);
    }
    const filter = asked({ whose, channel, assignee }, principal.subject);
    const resumeFrom = [lastReceived, lastEventId].find((id) => id !== undefined && id !== '');
    await this.answers.send(reply, principal, (stream, over) =>
      followQueue(queue, filter, resumeFrom, stream, over),
    );
  }
}
