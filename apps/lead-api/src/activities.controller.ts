import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { refuse } from '@tasuki/domain';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { answerEach } from './bulk';
import { ActivityDto, activityCommand, type BulkActivityDto } from './dto/activity';
import { BulkAnswerDto, ReceiptDto } from './dto/answers';
import { BulkActivitiesDto, bulkItems, KeyedActivityDto } from './dto/bulk';
import { ContactDto } from './dto/contact';
import { ReasonDto } from './dto/reason';
import { CorrelationHeader, LeadCommandHeaders } from './headers';
import { LeadDoor, type Sender } from './lead-door';
import { EventId, LeadId, LeadIdParam } from './lead-id';
import { InvalidInput } from './problem';
import { RequestSender } from './sender';
import { receiptView } from './views';

const bulkExamples = {
  byAnyIdentity: {
    value: {
      items: [
        { key: 'row-17', email: 'aoi@example.com', activityType: 'seminar_attended' },
        {
          key: 'row-18',
          external: { system: 'crm', id: '003-A17' },
          activityType: 'document_downloaded',
          asset: 'pricing-guide.pdf',
        },
      ],
    },
  },
};

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
  @LeadIdParam()
  @LeadCommandHeaders()
  @ApiCreatedResponse({ type: ReceiptDto, description: 'The receipt.' })
  async recordActivity(
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
  @ApiBody({ type: BulkActivitiesDto, examples: bulkExamples })
  @CorrelationHeader()
  @ApiOkResponse({ type: BulkAnswerDto, description: 'What became of each.' })
  recordActivities(@Body() body: unknown, @RequestSender() sender: Sender) {
    const items = bulkItems(body);
    return answerEach(KeyedActivityDto, items, this.runtime.logger, async (dto, path) => {
      const leadId = await this.leadOf(dto, path);
      const { key } = dto;
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
  @LeadIdParam()
  @ApiParam({
    name: 'eventId',
    description: 'Of the `LeadActivityRecorded`: see its receipt, or the timeline.',
    schema: { type: 'string', format: 'uuid', example: '0f2cbd3e-7b0a-5a0c-9a3e-6a7f0d1c2b3a' },
  })
  @LeadCommandHeaders()
  @ApiOkResponse({ type: ReceiptDto, description: 'The receipt.' })
  async retractActivity(
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
  @LeadIdParam()
  @LeadCommandHeaders()
  @ApiCreatedResponse({ type: ReceiptDto, description: 'The receipt.' })
  async recordContact(
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
