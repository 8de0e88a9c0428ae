import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { slaLedger, slaReport, UnknownZone } from '@tasuki/read-models';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { SlaReportQueryDto } from './dto/queries';
import { SlaReportAnswerDto } from './dto/reports';
import { InvalidInput } from './problem';
import { ReadsFrom } from './read-guard';

@ApiTags('reports')
@ApiBearerAuth()
@Controller('v1/reports')
export class ReportsController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  @Get('sla')
  @ApiOperation({ summary: 'How deadlines were kept: by SLA, person and month' })
  @ApiOkResponse({ type: SlaReportAnswerDto, description: 'The report.' })
  @ReadsFrom(slaLedger)
  async reportSla(
    @Query() { zone: asked, ...query }: SlaReportQueryDto,
  ): Promise<SlaReportAnswerDto> {
    assertForward(query);
    const zone = asked ?? (await this.ownZone());
    const items = await slaReport(this.runtime.pool, { zone, ...query }).catch((error: unknown) => {
      if (!(error instanceof UnknownZone)) throw error;
      throw new InvalidInput([
        { path: 'zone', message: error.message, allowed: 'a time zone that the database knows' },
      ]);
    });
    return { zone, items };
  }

  private async ownZone(): Promise<string> {
    const calendars = await this.runtime.calendars.holding([{ id: 'default' }]);
    return calendars.present('default').content.zone;
  }
}

/** @throws InvalidInput when the last month lies before the first */
function assertForward({ from, to }: Pick<SlaReportQueryDto, 'from' | 'to'>): void {
  if (from === undefined || to === undefined || from <= to) return;
  const allowed = `a month from ${from} on`;
  throw new InvalidInput([{ path: 'to', message: 'lies before `from`', allowed }]);
}
