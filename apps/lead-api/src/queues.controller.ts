import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { mqlQueuePage } from '@tasuki/read-models';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { MqlQueueQueryDto } from './dto/queries';
import { queueItemView } from './views';

@ApiTags('queues')
@ApiBearerAuth()
@Controller('v1/queues')
export class QueuesController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  @Get('mql')
  @ApiOperation({ summary: 'MQLs that wait for their first contact' })
  async mql(@Query() query: MqlQueueQueryDto) {
    const { pool, people } = this.runtime;
    const { items, next } = await mqlQueuePage(pool, query);
    const views = items.map(async (item) => queueItemView(item, await people.vault(item.leadId)));
    return { items: await Promise.all(views), next };
  }
}
