import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { ActivitiesController } from './activities.controller';
import { AuthGuard } from './auth.guard';
import { HealthController } from './health.controller';
import { InputPipe } from './input';
import { LeadDoor } from './lead-door';
import { LeadsController } from './leads.controller';
import { ProblemFilter } from './problem.filter';
import { QueuesController } from './queues.controller';
import { SendLeadCommandHandler } from './send-lead-command';

/** The door: HTTP in, commands and queries out. */
@Module({
  imports: [CqrsModule.forRoot()],
  controllers: [LeadsController, ActivitiesController, QueuesController, HealthController],
  providers: [
    LeadDoor,
    SendLeadCommandHandler,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_GUARD, useClass: AuthGuard },
    { provide: APP_PIPE, useClass: InputPipe },
  ],
})
export class LeadApiModule {}
