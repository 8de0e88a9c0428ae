import { Controller, Inject, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { postgresTickets, type Principal, type Tickets } from '@tasuki/platform';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { TicketDto } from '../dto/answers';
import { RequestPrincipal } from '../sender';

@ApiTags('queues')
@ApiBearerAuth()
@Controller('v1/tickets')
export class TicketsController {
  private readonly tickets: Tickets;

  constructor(@Inject(RUNTIME) { pool }: Runtime) {
    this.tickets = postgresTickets(pool);
  }

  @Post()
  @ApiOperation({
    summary: 'A ticket that stands for your token once, where a browser can send no header',
    description: 'For `?ticket=` of a stream; good for 30 seconds and one use.',
  })
  @ApiCreatedResponse({ type: TicketDto, description: 'The ticket.' })
  issueTicket(@RequestPrincipal() principal: Principal): Promise<TicketDto> {
    return this.tickets.issue(principal);
  }
}
