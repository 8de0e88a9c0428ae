import { Body, Controller, Inject } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiTags } from '@nestjs/swagger';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { AcceptDto, AssignDto, BantDto, QualifyDto } from './dto/handoff';
import { ReasonDto } from './dto/reason';
import { LeadCommandRoute } from './lead-command-route';
import { assertMaySend, LeadDoor, type Sender } from './lead-door';
import { LeadId } from './lead-id';
import { Forbidden, InvalidInput } from './problem';
import { RequestSender } from './sender';
import { receiptView } from './views';

/** The lead handed on: from marketing to inside sales to sales, and back. */
@ApiTags('handoff')
@ApiBearerAuth()
@Controller('v1/leads')
export class HandoffController {
  constructor(
    private readonly door: LeadDoor,
    @Inject(RUNTIME) private readonly runtime: Runtime,
  ) {}

  @LeadCommandRoute('assign', { summary: 'Say whose the lead is' })
  async assignLead(
    @LeadId() leadId: string,
    @Body() body: AssignDto,
    @RequestSender() sender: Sender,
  ) {
    assertMaySend(sender.principal, 'AssignLead');
    await this.assertKnown(body);
    return receiptView(await this.door.send(leadId, { type: 'AssignLead', ...body }, sender));
  }

  @LeadCommandRoute('claim', {
    summary: 'Take the lead, if nobody has it',
    description:
      'For whoever asks, in his department. Of two who claim it one has it; the other learns who.',
  })
  async claimLead(@LeadId() leadId: string, @RequestSender() sender: Sender) {
    assertMaySend(sender.principal, 'ClaimLead');
    const { subject: assignee, department } = sender.principal;
    if (department === null) throw new Forbidden('your token names no department to claim it for');
    const command = { type: 'ClaimLead', assignee, department } as const;
    return receiptView(await this.door.send(leadId, command, sender));
  }

  @LeadCommandRoute('put-back', { summary: 'Give the lead up: nobody has it then' })
  async putBackLead(
    @LeadId() leadId: string,
    @Body() body: ReasonDto,
    @RequestSender() sender: Sender,
  ) {
    return receiptView(await this.door.send(leadId, { type: 'PutBackLead', ...body }, sender));
  }

  @LeadCommandRoute('promote', { summary: 'Make it an MQL without the points: a hand-raiser' })
  async promoteLead(
    @LeadId() leadId: string,
    @Body() body: ReasonDto,
    @RequestSender() sender: Sender,
  ) {
    return receiptView(await this.door.send(leadId, { type: 'PromoteLead', ...body }, sender));
  }

  @LeadCommandRoute('bant', { summary: 'Say what is known of budget, authority, need and timing' })
  async assessBant(
    @LeadId() leadId: string,
    @Body() body: BantDto,
    @RequestSender() sender: Sender,
  ) {
    return receiptView(await this.door.send(leadId, { type: 'AssessBant', ...body }, sender));
  }

  @LeadCommandRoute('qualify', {
    summary: 'Hand it to sales as an SQL',
    description: 'By the criteria of the definition; over them with an `override`.',
  })
  @ApiBody({ type: QualifyDto, required: false })
  async qualifyLead(
    @LeadId() leadId: string,
    @Body() body: QualifyDto,
    @RequestSender() sender: Sender,
  ) {
    return receiptView(await this.door.send(leadId, { type: 'QualifyLead', ...body }, sender));
  }

  @LeadCommandRoute('accept', { summary: 'Sales takes it' })
  @ApiBody({ type: AcceptDto, required: false })
  async acceptLead(
    @LeadId() leadId: string,
    @Body() body: AcceptDto,
    @RequestSender() sender: Sender,
  ) {
    return receiptView(await this.door.send(leadId, { type: 'AcceptLead', ...body }, sender));
  }

  @LeadCommandRoute('return', { summary: 'Sales gives it back to inside sales' })
  async returnLead(
    @LeadId() leadId: string,
    @Body() body: ReasonDto,
    @RequestSender() sender: Sender,
  ) {
    return receiptView(await this.door.send(leadId, { type: 'ReturnLead', ...body }, sender));
  }

  @LeadCommandRoute('recycle', { summary: 'Back to nurturing, in a new cycle' })
  async recycleLead(
    @LeadId() leadId: string,
    @Body() body: ReasonDto,
    @RequestSender() sender: Sender,
  ) {
    return receiptView(await this.door.send(leadId, { type: 'RecycleLead', ...body }, sender));
  }

  @LeadCommandRoute('disqualify', { summary: 'Close it: nothing will come of it' })
  async disqualifyLead(
    @LeadId() leadId: string,
    @Body() body: ReasonDto,
    @RequestSender() sender: Sender,
  ) {
    return receiptView(await this.door.send(leadId, { type: 'DisqualifyLead', ...body }, sender));
  }

  @LeadCommandRoute('reopen', { summary: 'Open a closed lead in a new cycle' })
  async reopenLead(
    @LeadId() leadId: string,
    @Body() body: ReasonDto,
    @RequestSender() sender: Sender,
  ) {
    return receiptView(await this.door.send(leadId, { type: 'ReopenLead', ...body }, sender));
  }

  /** Where there is a file of people, nobody else can have a lead. @throws InvalidInput */
  private async assertKnown({ assignee, department }: AssignDto): Promise<void> {
    const { people } = await this.runtime.peopleFile.read();
    const isThere = people.some((one) => one.subject === assignee && one.department === department);
    if (people.length === 0 || isThere) return;
    const message = `names nobody of ${department}`;
    throw new InvalidInput([{ path: 'assignee', message, allowed: 'who GET /v1/people lists' }]);
  }
}
