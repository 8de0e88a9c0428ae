import { Controller, Get, Headers, Inject, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { type Position } from '@tasuki/event-store';
import { type HttpConfig, type Principal } from '@tasuki/platform';
import { CONFIG, RUNTIME, type Runtime } from '@tasuki/runtime';
import { type FastifyReply } from 'fastify';
import { TakesTicket } from '../auth.guard';
import { EventsAnswerDto, EventsQueryDto, EventStreamQueryDto } from '../dto/events';
import { position, positionAllowed } from '../fields';
import { LiveAnswers } from '../live/live-answers';
import { MayDo } from '../operations.guard';
import { InvalidInput } from '../problem';
import { RequestPrincipal } from '../sender';
import { type EventFeed, eventFeed } from './event-feed';
import { followFeed } from './follow-feed';

const pageRule = `The messages that the relay publishes to Kafka, each as one CloudEvent in JSON; see docs/subscribing.md.

Ask with \`after\`, do what the items say, keep \`position\`, ask again with it; while \`hasMore\` is false there is nothing new yet. A page may be empty and more follow: a filter left out what was looked at. The messages of a lead come in its order, each once, by \`streamversion\` without gaps.`;

const streamRule = `Events, each with its data as JSON, and the position as its id:

- \`message\`: a CloudEvent, as \`GET /v1/events\` has it.
- \`unreadable\` {leadId, version, position, reason}: an event that this release cannot tell.
- \`position\` {position}: up to here nothing came that was asked for.

Whoever comes back names the last id that he has, as \`Last-Event-ID\` (an EventSource does so by itself) or as \`after\`, and goes on from there. The answer ends when the token expires. Browsers get a ticket from \`POST /v1/tickets\` and send it as \`ticket\`.`;

/** What happens to leads, for services that have no Kafka. */
@ApiTags('events')
@ApiBearerAuth()
@Controller('v1/events')
export class EventsController {
  private readonly feed: EventFeed;

  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(CONFIG) { TASUKI_SOURCE }: HttpConfig,
    private readonly answers: LiveAnswers,
  ) {
    this.feed = eventFeed(runtime.log, TASUKI_SOURCE);
  }

  @Get()
  @MayDo('follow_events')
  @ApiOperation({
    summary: 'What happened to leads, in the order of the log',
    description: pageRule,
  })
  @ApiOkResponse({ type: EventsAnswerDto, description: 'A page of messages.' })
  async listEvents(
    @Query() { after, limit, type: types, leadId }: EventsQueryDto,
  ): Promise<EventsAnswerDto> {
    const head = await this.headFrom('after', after);
    const query = { after, limit, types, leadId: leadId?.toLowerCase(), head };
    const page = await this.feed.page(query);
    return {
      items: page.entries.flatMap((one) => ('message' in one ? [one.message] : [])),
      unreadable: page.entries.flatMap((one) => ('untold' in one ? [one.untold] : [])),
      position: page.position,
      hasMore: page.position < head,
    };
  }

  @Get('stream')
  @TakesTicket()
  @MayDo('follow_events')
  @ApiOperation({
    summary: 'What happened to leads, and then what happens, as Server-Sent Events',
    description: streamRule,
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The `id` of the last event that was received; an EventSource sends it by itself.',
    schema: { type: 'string', pattern: position.source },
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'Events, without end.', schema: { type: 'string' } })
  async streamEvents(
    @Query() { after, type: types, ticket: _ }: EventStreamQueryDto,
    @Headers('last-event-id') lastReceived: string | undefined,
    @RequestPrincipal() principal: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const isResumed = lastReceived !== undefined && lastReceived !== '';
    const start = isResumed ? lastReceived : after;
    await this.headFrom(isResumed ? 'Last-Event-ID' : 'after', start);
    await this.answers.send(reply, principal, (stream, ended) => {
      const over = AbortSignal.any([ended, stream.closed]);
      return followFeed(this.feed.follow(start, types, over), stream, over);
    });
  }

  /**
   * Where the log ends.
   * @throws InvalidInput when it does not reach this position: it is another log, or was restored from
   * a backup that is older
   */
  private async headFrom(path: string, after: Position): Promise<Position> {
    if (!position.test(after)) {
      throw new InvalidInput([{ path, message: 'is no position', allowed: positionAllowed }]);
    }
    const head = await this.runtime.log.head();
    if (after <= head) return head;
    const message = 'is beyond the end of the log';
    throw new InvalidInput([{ path, message, allowed: `a position up to ${head}` }]);
  }
}
