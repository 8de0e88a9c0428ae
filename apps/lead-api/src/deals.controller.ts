import { Body, Controller } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { customerValueCommand, CustomerValueDto, FeedbackDto, LoseDto, WinDto } from './dto/deal';
import { ReasonDto } from './dto/reason';
import { LeadCommandRoute } from './lead-command-route';
import { LeadDoor, type Sender } from './lead-door';
import { LeadId } from './lead-id';
import { RequestSender } from './sender';
import { receiptView } from './views';

/** What became of the lead, and what marketing is to learn from it. */
@ApiTags('deals')
@ApiBearerAuth()
@Controller('v1/leads')
export class DealsController {
  constructor(private readonly door: LeadDoor) {}

  @LeadCommandRoute('win', { summary: 'The deal is won' })
  async winDeal(@LeadId() leadId: string, @Body() body: WinDto, @RequestSender() sender: Sender) {
    return receiptView(await this.door.send(leadId, { type: 'WinDeal', ...body }, sender));
  }

  @LeadCommandRoute('lose', { summary: 'The deal is lost' })
  async loseDeal(@LeadId() leadId: string, @Body() body: LoseDto, @RequestSender() sender: Sender) {
    return receiptView(await this.door.send(leadId, { type: 'LoseDeal', ...body }, sender));
  }

  @LeadCommandRoute('correct-outcome', { summary: 'It was entered won or lost by mistake' })
  async correctOutcome(
    @LeadId() leadId: string,
    @Body() body: ReasonDto,
    @RequestSender() sender: Sender,
  ) {
    return receiptView(await this.door.send(leadId, { type: 'CorrectOutcome', ...body }, sender));
  }

  @LeadCommandRoute('customer-value', {
    summary: 'What the customer is worth so far, or that it left',
  })
  async recordCustomerValue(
    @LeadId() leadId: string,
    @Body() body: CustomerValueDto,
    @RequestSender() sender: Sender,
  ) {
    return receiptView(await this.door.send(leadId, customerValueCommand(body), sender));
  }

  @LeadCommandRoute('feedback', { summary: 'Tell marketing how good the lead was' })
  async giveFeedback(
    @LeadId() leadId: string,
    @Body() body: FeedbackDto,
    @RequestSender() sender: Sender,
  ) {
    return receiptView(await this.door.send(leadId, { type: 'GiveFeedback', ...body }, sender));
  }
}
