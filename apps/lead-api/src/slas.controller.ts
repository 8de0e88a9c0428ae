import { applyDecorators, Body, Controller } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { ReasonDto } from './dto/reason';
import { ReplanDto } from './dto/slas';
import { LeadCommandRoute, type RouteOptions } from './lead-command-route';
import { LeadDoor, type Sender } from './lead-door';
import { LeadId, SlaId, SlaIdParam } from './lead-id';
import { RequestSender } from './sender';
import { receiptView } from './views';

/** The route of one command on one deadline of a lead. */
function SlaCommandRoute(name: string, options: RouteOptions): MethodDecorator {
  return applyDecorators(LeadCommandRoute(`slas/:slaId/${name}`, options), SlaIdParam());
}

/** What people do to a deadline; what becomes due by itself is not sent by HTTP. */
@ApiTags('slas')
@ApiBearerAuth()
@Controller('v1/leads')
export class SlasController {
  constructor(private readonly door: LeadDoor) {}

  @SlaCommandRoute('pause', {
    summary: 'Pause a deadline while somebody else keeps us waiting',
    description:
      'Where its policy allows it, until somebody resumes it, or for the longest pause of the policy.',
  })
  async pauseSla(
    @LeadId() leadId: string,
    @SlaId() slaId: string,
    @Body() body: ReasonDto,
    @RequestSender() sender: Sender,
  ) {
    const command = { type: 'PauseSla', slaId, ...body } as const;
    return receiptView(await this.door.send(leadId, command, sender));
  }

  @SlaCommandRoute('resume', {
    summary: 'Let a paused deadline go on',
    description: "It moves by the part of the pause that counts in its policy's unit.",
  })
  async resumeSla(
    @LeadId() leadId: string,
    @SlaId() slaId: string,
    @RequestSender() sender: Sender,
  ) {
    return receiptView(await this.door.send(leadId, { type: 'ResumeSla', slaId }, sender));
  }

  @SlaCommandRoute('replan', {
    summary: 'Set a running deadline anew',
    description:
      'To `dueAt`; without it, as if it had begun under the policy and the calendar of today.',
  })
  async replanSla(
    @LeadId() leadId: string,
    @SlaId() slaId: string,
    @Body() body: ReplanDto,
    @RequestSender() sender: Sender,
  ) {
    const command = { type: 'ReplanSla', slaId, ...body } as const;
    return receiptView(await this.door.send(leadId, command, sender));
  }
}
