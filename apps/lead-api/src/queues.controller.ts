import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Principal } from '@tasuki/platform';
import {
  countQueue,
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
import {
  IsQueueAnswerDto,
  MqlQueueAnswerDto,
  QueueCountsAnswerDto,
  SqlQueueAnswerDto,
  UntouchedAnswerDto,
} from './dto/list-answers';
import { asked, MqlQueueQueryDto, SortedQueueQueryDto } from './dto/queries';
import { ReadsFrom } from './read-guard';
import { RequestPrincipal } from './sender';
import { queueView } from './views';

/** Who waits for whom: marketing hands over to inside sales, inside sales to sales. */
@ApiTags('queues')
@ApiBearerAuth()
@Controller('v1/queues')
export class QueuesController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  @Get('counts')
  @ApiOperation({ summary: 'How many wait in each queue, and how their deadlines stand' })
  @ApiOkResponse({ type: QueueCountsAnswerDto, description: 'Every queue.' })
  @ReadsFrom(mqlQueue, isQueue, sqlQueue, untouchedQueue)
  async countQueues(@RequestPrincipal() { subject }: Principal): Promise<QueueCountsAnswerDto> {
    const { pool } = this.runtime;
    const counts = [
      countQueue(pool, mqlQueue, subject).then((figures) => ({ queue: 'mql', ...figures })),
      countQueue(pool, isQueue, subject).then((figures) => ({ queue: 'is', ...figures })),
      countQueue(pool, sqlQueue, subject).then((figures) => ({ queue: 'sql', ...figures })),
      countQueue(pool, untouchedQueue, subject).then((figures) => ({
        queue: 'untouched',
        ...figures,
      })),
    ];
    return { items: await Promise.all(counts) };
  }

  @Get('mql')
  @ApiOperation({ summary: 'MQLs that wait for their first contact' })
  @ApiOkResponse({ type: MqlQueueAnswerDto, description: 'A page of the queue.' })
  @ReadsFrom(mqlQueue)
  async listMqlQueue(
    @Query() query: MqlQueueQueryDto,
    @RequestPrincipal() { subject }: Principal,
  ): Promise<MqlQueueAnswerDto> {
    return queueView(await mqlQueuePage(this.runtime.pool, asked(query, subject)), this.runtime);
  }

  @Get('is')
  @ApiOperation({
    summary: 'Contacted leads that wait for the decision of inside sales',
    description: 'Also those that sales returned.',
  })
  @ApiOkResponse({ type: IsQueueAnswerDto, description: 'A page of the queue.' })
  @ReadsFrom(isQueue)
  async listIsQueue(
    @Query() query: SortedQueueQueryDto,
    @RequestPrincipal() { subject }: Principal,
  ): Promise<IsQueueAnswerDto> {
    return queueView(await isQueuePage(this.runtime.pool, asked(query, subject)), this.runtime);
  }

  @Get('sql')
  @ApiOperation({ summary: 'SQLs that wait for sales to accept or return them' })
  @ApiOkResponse({ type: SqlQueueAnswerDto, description: 'A page of the queue.' })
  @ReadsFrom(sqlQueue)
  async listSqlQueue(
    @Query() query: SortedQueueQueryDto,
    @RequestPrincipal() { subject }: Principal,
  ): Promise<SqlQueueAnswerDto> {
    return queueView(await sqlQueuePage(this.runtime.pool, asked(query, subject)), this.runtime);
  }

  @Get('untouched')
  @ApiOperation({
    summary: 'Leads that nobody touched since they were handed over',
    description:
      'No contact, no assessment, no step further; to assign one is not to touch it. `since` is when it was handed over.',
  })
  @ApiOkResponse({ type: UntouchedAnswerDto, description: 'A page of the queue.' })
  @ReadsFrom(untouchedQueue)
  async listUntouched(
    @Query() query: SortedQueueQueryDto,
    @RequestPrincipal() { subject }: Principal,
  ): Promise<UntouchedAnswerDto> {
    const page = await untouchedQueuePage(this.runtime.pool, asked(query, subject));
    return queueView(page, this.runtime);
  }
}
