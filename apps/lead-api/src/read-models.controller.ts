import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiBody,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { type Principal } from '@tasuki/platform';
import {
  listDiscarded,
  listParked,
  listTargets,
  mqlQueue,
  parking,
  type Parking,
  readModels,
  requestRebuild,
  tableOf,
} from '@tasuki/read-models';
import { registry, RUNTIME, type Runtime } from '@tasuki/runtime';
import {
  DiscardDto,
  DiscardedAnswerDto,
  ParkedAnswerDto,
  ReadModelsAnswerDto,
  RebuildDto,
  RetriedDto,
} from './dto/admin';
import { MayDo } from './operations.guard';
import { ParkedParam, StreamName, TargetName } from './parked-stream';
import { UnknownReadModel } from './problem';
import { RequestPrincipal } from './sender';

const ParkedTarget = ParkedParam('target', 'table', tableOf(mqlQueue));
const ParkedStreamName = ParkedParam(
  'stream',
  'stream',
  'lead-4b825dc6-42cb-5eb9-a060-e54bf8d69288',
);

/** What whoever runs Tasuki does about read models; the same as `leadctl parked` and `rebuild`. */
@ApiTags('operation')
@ApiBearerAuth()
@Controller('v1/admin')
export class ReadModelsController {
  private readonly parking: Parking;

  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {
    const { pool, log } = runtime;
    this.parking = parking({ pool, log, registry, readModels });
  }

  @Get('read-models')
  @MayDo('see_read_models')
  @ApiOperation({ summary: 'Every read model: where it is, and what it cannot apply' })
  @ApiOkResponse({ type: ReadModelsAnswerDto, description: 'By name.' })
  async listReadModels(): Promise<ReadModelsAnswerDto> {
    const { pool, log } = this.runtime;
    const [targets, parked, head] = await Promise.all([
      listTargets(pool),
      listParked(pool),
      log.head(),
    ]);
    return {
      items: targets.map(({ projection, version, target: table, state, blocked, position }) => ({
        readModel: projection,
        version,
        target: table,
        state,
        blocked,
        position,
        head,
        parked: parked.filter((one) => one.target === table).length,
      })),
    };
  }

  @Post('read-models/:name/rebuild')
  @HttpCode(202)
  @MayDo('rebuild')
  @ApiOperation({
    summary: 'Build a read model again from the log',
    description:
      'The present one serves until the new one takes over; asking twice is asking once.',
  })
  @ApiParam({
    name: 'name',
    description: 'Of the read model.',
    schema: {
      type: 'string',
      enum: readModels.map(({ name: one }) => one),
      example: 'mql_queue',
    },
  })
  @ApiAcceptedResponse({ type: ReadModelsAnswerDto, description: 'It will be built.' })
  @ApiBody({ type: RebuildDto, required: false })
  async rebuildReadModel(
    @Param('name') name: string,
    @Body() { acceptParked = false }: RebuildDto,
  ): Promise<ReadModelsAnswerDto> {
    const model = readModels.find((one) => one.name === name);
    if (model === undefined) {
      throw new UnknownReadModel(name);
    }
    await requestRebuild(this.runtime.pool, model, { accept: acceptParked });
    return this.listReadModels();
  }

  @Get('parked')
  @MayDo('see_read_models')
  @ApiOperation({ summary: 'Streams of which a read model could not apply an event' })
  @ApiOkResponse({ type: ParkedAnswerDto, description: 'What is parked.' })
  async listParkedStreams(): Promise<ParkedAnswerDto> {
    return { items: [...(await listParked(this.runtime.pool))] };
  }

  @Get('discarded-events')
  @MayDo('see_read_models')
  @ApiOperation({
    summary: 'Events that a read model leaves out for ever: who decided so, and why',
  })
  @ApiOkResponse({ type: DiscardedAnswerDto, description: 'What was discarded.' })
  async listDiscardedEvents(): Promise<DiscardedAnswerDto> {
    return { items: [...(await listDiscarded(this.runtime.pool))] };
  }

  @Post('parked/:target/:stream/retry')
  @HttpCode(200)
  @MayDo('retry_parked')
  @ApiOperation({ summary: 'Try again what is parked, after the cause was mended' })
  @ParkedTarget
  @ParkedStreamName
  @ApiOkResponse({ type: RetriedDto, description: 'What came of it.' })
  retryParkedStream(@TargetName() table: string, @StreamName() parkedStream: string) {
    return this.parking.retry(table, parkedStream);
  }

  @Post('parked/:target/:stream/discard')
  @HttpCode(200)
  @MayDo('discard_parked')
  @ApiOperation({
    summary: 'Leave out the event that cannot be applied, and go on behind it',
    description: 'It stays in the log; this read model leaves it out for ever, in rebuilds too.',
  })
  @ParkedTarget
  @ParkedStreamName
  @ApiOkResponse({ type: RetriedDto, description: 'What came of it.' })
  discardParkedEvent(
    @TargetName() table: string,
    @StreamName() parkedStream: string,
    @Body() { reason }: DiscardDto,
    @RequestPrincipal() { subject }: Principal,
  ) {
    return this.parking.discard(table, parkedStream, reason, subject);
  }
}
