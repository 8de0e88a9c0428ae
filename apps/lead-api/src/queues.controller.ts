import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  isQueue,
  isQueuePage,
  mqlQueue,
  mqlQueuePage,
  sqlQueue,
  sqlQueuePage,
} from '@tasuki/read-models';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { IsQueueAnswerDto, MqlQueueAnswerDto, SqlQueueAnswerDto } from './dto/list-answers';
import { MqlQueueQueryDto, QueueQueryDto } from './dto/queries';
import { ReadsFrom } from './read-guard';
import { queueView } from './views';

/** Who waits for whom: marketing hands over to inside sales, inside sales to sales. */
@ApiTags('queues')
@ApiBearerAuth()
@Controller('v1/queues')
export class QueuesController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  @Get('mql')
  @ApiOperation({ summary: 'MQLs that wait for their first contact' })
  @ApiOkResponse({ type: MqlQueueAnswerDto, description: 'A page of the queue.' })
  @ReadsFrom(mqlQueue)
  async listMqlQueue(@Query() query: MqlQueueQueryDto): Promise<MqlQueueAnswerDto> {
    return queueView(await mqlQueuePage(this.runtime.pool, query), this.runtime);
  }

  @Get('is')
  @ApiOperation({
    summary: 'Contacted leads that wait for the decision of inside sales',
    description: 'Also those that sales returned. Whoever waits longest comes first.',
  })
  @ApiOkResponse({ type: IsQueueAnswerDto, description: 'A page of the queue.' })
  @ReadsFrom(isQueue)
  async listIsQueue(@Query() query: QueueQueryDto): Promise<IsQueueAnswerDto> {
    return queueView(await isQueuePage(this.runtime.pool, query), this.runtime);
  }

  @Get('sql')
  @ApiOperation({
    summary: 'SQLs that wait for sales to accept or return them',
    description: 'Whoever waits longest comes first.',
  })
  @ApiOkResponse({ type: SqlQueueAnswerDto, description: 'A page of the queue.' })
  @ReadsFrom(sqlQueue)
  async listSqlQueue(@Query() query: QueueQueryDto): Promise<SqlQueueAnswerDto> {
    return queueView(await sqlQueuePage(this.runtime.pool, query), this.runtime);
  }
}
