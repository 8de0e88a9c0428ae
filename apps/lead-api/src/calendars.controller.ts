import { Body, Controller, Get, Inject, Put, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { unknownCalendar } from '@tasuki/calendar';
import { calendars, listCalendars } from '@tasuki/read-models';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { type FastifyReply } from 'fastify';
import {
  CalendarCommandHeaders,
  type CalendarEditor,
  CalendarId,
  CalendarIdParam,
  etagOf,
  RequestEditor,
} from './calendar-params';
import { originOf } from './command-origin';
import {
  CalendarAnswerDto,
  CalendarReceiptDto,
  CalendarsAnswerDto,
  CalendarVersionsAnswerDto,
  HolidaysAnswerDto,
} from './dto/calendar-answers';
import {
  calendarContent,
  CalendarContentDto,
  CalendarQueryDto,
  HolidaysQueryDto,
} from './dto/calendars';
import { japaneseHolidays } from './holidays';
import { MayDo } from './operations.guard';
import { ReadsFrom } from './read-guard';
import { SendCalendarCommand } from './send-calendar-command';

const etag = {
  description: 'The version that `If-Match` of a change names.',
  schema: { type: 'string', example: '"3"' },
} as const;

/** Working time. What a deadline went by stays readable: no version is ever lost. */
@ApiTags('calendars')
@ApiBearerAuth()
@Controller('v1')
export class CalendarsController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    private readonly bus: CommandBus,
  ) {}

  @Get('calendars')
  @ApiOperation({ summary: 'All calendars' })
  @ApiOkResponse({ type: CalendarsAnswerDto, description: 'All of them.' })
  @ReadsFrom(calendars)
  async listCalendars(): Promise<CalendarsAnswerDto> {
    return { items: await listCalendars(this.runtime.pool) };
  }

  @Get('calendars/:calendarId')
  @ApiOperation({
    summary: 'One calendar, as it is or was',
    description: 'From the log: never older than the last receipt. `ETag` names its version.',
  })
  @CalendarIdParam()
  @ApiOkResponse({ type: CalendarAnswerDto, description: 'It.', headers: { ETag: etag } })
  async readCalendar(
    @CalendarId() id: string,
    @Query() { version }: CalendarQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CalendarAnswerDto> {
    const versions = await this.runtime.calendarService.versions(id);
    const found = version === undefined ? versions.at(-1) : versions.find(isVersion(version));
    if (found === undefined) throw unknownCalendar(id, versions.length > 0 ? version : undefined);
    void reply.header('etag', etagOf(found));
    return { id, ...found };
  }

  @Get('calendars/:calendarId/versions')
  @ApiOperation({
    summary: 'Who changed a calendar when',
    description: 'What each version says: `GET /v1/calendars/{calendarId}?version=`.',
  })
  @CalendarIdParam()
  @ApiOkResponse({ type: CalendarVersionsAnswerDto, description: 'Every version.' })
  async listCalendarVersions(@CalendarId() id: string): Promise<CalendarVersionsAnswerDto> {
    const versions = await this.runtime.calendarService.versions(id);
    return { items: versions.map(({ content: _, ...version }) => version) };
  }

  @Put('calendars/:calendarId')
  @MayDo('keep_calendars')
  @ApiOperation({
    summary: 'Change a calendar, or make one',
    description:
      'The whole content takes the place of the present one. Deadlines set from now on go by it; ' +
      'running ones stay as they are.',
  })
  @CalendarIdParam()
  @CalendarCommandHeaders()
  @ApiOkResponse({ type: CalendarReceiptDto, description: 'The receipt.' })
  changeCalendar(
    @CalendarId() id: string,
    @Body() body: CalendarContentDto,
    @RequestEditor() { edited, ...caller }: CalendarEditor,
  ): Promise<CalendarReceiptDto> {
    const origin = { ...originOf(caller), ...(edited !== undefined && { edited }) };
    return this.bus.execute(new SendCalendarCommand(id, calendarContent(body), origin));
  }

  @Get('holidays')
  @ApiOperation({
    summary: 'Public holidays, to be put into a calendar',
    description:
      'A proposal, by the list of a library: of years to come it is what the law says today. ' +
      '`knownUntil` is as far as it goes; no calendar and no deadline asks it.',
  })
  @ApiOkResponse({ type: HolidaysAnswerDto, description: 'Those of the range.' })
  proposeHolidays(@Query() { country, from, to }: HolidaysQueryDto): HolidaysAnswerDto {
    return { country, from, to, ...japaneseHolidays(from, to) };
  }
}

function isVersion(wanted: number) {
  return ({ version }: { readonly version: number }) => version === wanted;
}
