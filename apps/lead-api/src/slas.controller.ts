import { applyDecorators, Body, Controller, Get, Inject } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { slaProof } from '@tasuki/lead-service';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { ReasonDto } from './dto/reason';
import { SlaProofDto } from './dto/sla-proof';
import { ReplanDto } from './dto/slas';
import { LeadCommandRoute, type RouteOptions } from './lead-command-route';
import { LeadDoor, type Sender } from './lead-door';
import { LeadId, LeadIdParam, SlaId, SlaIdParam } from './lead-id';
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
  constructor(
    private readonly door: LeadDoor,
    @Inject(RUNTIME) private readonly runtime: Runtime,
  ) {}

  @Get(':leadId/slas/:slaId/proof')
  @LeadIdParam()
  @SlaIdParam()
  @ApiOperation({
    summary: 'Why a deadline was what it was, and how it ended',
    description: 'Computed again from the log; no table is read. `holds` says whether it agrees.',
  })
  @ApiOkResponse({ type: SlaProofDto, description: 'The proof.' })
  proveSla(@LeadId() leadId: string, @SlaId() slaId: string): Promise<SlaProofDto> {
    return slaProof(leadId, slaId, this.runtime);
  }

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
