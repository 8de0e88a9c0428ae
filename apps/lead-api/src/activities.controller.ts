import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { refuse } from '@tasuki/domain';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { answerEach } from './bulk';
import { ActivityDto, activityCommand, BulkActivityDto } from './dto/activity';
import { BulkAnswerDto, ReceiptDto } from './dto/answers';
import { BulkDto, bulkItems } from './dto/bulk';
import { ContactDto } from './dto/contact';
import { ReasonDto } from './dto/reason';
import { idempotencyHeader, ifMatchHeader } from './headers';
import { parse } from './input';
import { LeadDoor, type Sender } from './lead-door';
import { EventId, LeadId } from './lead-id';
import { InvalidInput } from './problem';
import { RequestSender } from './sender';
import { receiptView } from './views';

@ApiTags('activities')
@ApiBearerAuth()
@Controller('v1')
export class ActivitiesController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    private readonly door: LeadDoor,
  ) {}

  @Post('leads/:leadId/activities')
  @ApiOperation({ summary: 'Record what a lead did' })
  @ApiParam({ name: 'leadId', format: 'uuid' })
  @ApiHeader(idempotencyHeader)
  @ApiHeader(ifMatchHeader)
  @ApiCreatedResponse({ type: ReceiptDto })
  async record(
    @LeadId() leadId: string,
    @Body() body: ActivityDto,
    @RequestSender() sender: Sender,
  ) {
    return receiptView(await this.door.send(leadId, activityCommand(body), sender));
  }

  @Post('activities/bulk')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Record up to 1,000 activities, answered one by one',
    description: 'Each names its lead by `leadId`, `email` or `external`.',
  })
  @ApiBody({ type: BulkDto })
  @ApiOkResponse({ type: BulkAnswerDto })
  recordMany(@Body() body: unknown, @RequestSender() sender: Sender) {
    return answerEach(bulkItems(body), this.runtime.logger, async ({ key, fields }, index) => {
      const dto = await parse(BulkActivityDto, fields, `items[${index}]`);
      const leadId = await this.leadOf(dto, `items[${index}]`);
      const receipt = await this.door.send(leadId, activityCommand(dto), { ...sender, key });
      return { receipt, status: 201 };
    });
  }

  @Post('leads/:leadId/activities/:eventId/retract')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take an activity out of the score',
    description: 'It stays in the history and stops counting from now on.',
  })
  @ApiParam({ name: 'leadId', format: 'uuid' })
  @ApiParam({ name: 'eventId', format: 'uuid' })
  @ApiHeader(idempotencyHeader)
  @ApiHeader(ifMatchHeader)
  @ApiOkResponse({ type: ReceiptDto })
  async retract(
    @LeadId() leadId: string,
    @EventId() eventId: string,
    @Body() body: ReasonDto,
    @RequestSender() sender: Sender,
  ) {
    const command = { type: 'RetractActivity', eventId, ...body } as const;
    return receiptView(await this.door.send(leadId, command, sender));
  }

  @Post('leads/:leadId/contacts')
  @ApiOperation({ summary: 'Record an attempt to reach a lead' })
  @ApiParam({ name: 'leadId', format: 'uuid' })
  @ApiHeader(idempotencyHeader)
  @ApiHeader(ifMatchHeader)
  @ApiCreatedResponse({ type: ReceiptDto })
  async contact(
    @LeadId() leadId: string,
    @Body() body: ContactDto,
    @RequestSender() sender: Sender,
  ) {
    return receiptView(await this.door.send(leadId, { type: 'RecordContact', ...body }, sender));
  }

  private async leadOf(
    { leadId, email, external }: BulkActivityDto,
    path: string,
  ): Promise<string> {
    if ([leadId, email, external].filter((name) => name !== undefined).length !== 1) {
      const allowed = 'exactly one of leadId, email and external';
      throw new InvalidInput([{ path, message: 'does not name one lead', allowed }]);
    }
    if (leadId !== undefined) return leadId.toLowerCase();
    const found = await this.runtime.leads.find(
      email !== undefined ? { email } : { external: external! },
    );
    if (found === undefined) throw refuse('lead_not_found', 'there is no such lead');
    return found;
  }
}
