import { Body, Controller } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { ConsentDto } from './dto/capture';
import { ProfileDto, profileCommand } from './dto/profile';
import { LeadCommandRoute } from './lead-command-route';
import { LeadDoor, type Sender } from './lead-door';
import { LeadId } from './lead-id';
import { RequestSender } from './sender';
import { receiptView } from './views';

/** Who the lead is, and what it allows us to do with that. */
@ApiTags('profile')
@ApiBearerAuth()
@Controller('v1/leads')
export class ProfileController {
  constructor(private readonly door: LeadDoor) {}

  @LeadCommandRoute('profile', {
    method: 'PATCH',
    summary: 'Change the profile',
    description: 'Only what is named changes; `null` takes a field away.',
  })
  async changeProfile(
    @LeadId() leadId: string,
    @Body() body: ProfileDto,
    @RequestSender() sender: Sender,
  ) {
    return receiptView(await this.door.send(leadId, profileCommand(body), sender));
  }

  @LeadCommandRoute('consent', { summary: 'Record consent given or withdrawn' })
  async recordConsent(
    @LeadId() leadId: string,
    @Body() body: ConsentDto,
    @RequestSender() sender: Sender,
  ) {
    return receiptView(await this.door.send(leadId, { type: 'ChangeConsent', ...body }, sender));
  }
}
