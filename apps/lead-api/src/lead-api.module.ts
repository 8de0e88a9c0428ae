import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { type HttpConfig } from '@tasuki/platform';
import { CONFIG } from '@tasuki/runtime';
import { ActivitiesController } from './activities.controller';
import { AuthGuard } from './auth.guard';
import { DealsController } from './deals.controller';
import { DirectoryController } from './directory.controller';
import { HandoffController } from './handoff.controller';
import { HealthController } from './health.controller';
import { InputPipe } from './input';
import { LeadDoor } from './lead-door';
import { LeadsController } from './leads.controller';
import { OperationsGuard } from './operations.guard';
import { ProblemFilter } from './problem.filter';
import { ProfileController } from './profile.controller';
import { QueryGuard } from './query.guard';
import { QueuesController } from './queues.controller';
import { rateLimit } from './rate-limit';
import { ReadGuard } from './read-guard';
import { ReadModelsController } from './read-models.controller';
import { SendLeadCommandHandler } from './send-lead-command';

/** The door: HTTP in, commands and queries out. */
@Module({
  imports: [
    CqrsModule.forRoot(),
    ThrottlerModule.forRootAsync({
      inject: [CONFIG],
      useFactory: ({ TASUKI_RATE_LIMIT }: HttpConfig) => rateLimit(TASUKI_RATE_LIMIT),
    }),
  ],
  controllers: [
    LeadsController,
    ProfileController,
    ActivitiesController,
    HandoffController,
    DealsController,
    QueuesController,
    DirectoryController,
    ReadModelsController,
    HealthController,
  ],
  providers: [
    LeadDoor,
    SendLeadCommandHandler,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_GUARD, useClass: AuthGuard },
    { provide: APP_GUARD, useClass: ThrottlerGuard },
    { provide: APP_GUARD, useClass: OperationsGuard },
    { provide: APP_GUARD, useClass: QueryGuard },
    { provide: APP_GUARD, useClass: ReadGuard },
    { provide: APP_PIPE, useClass: InputPipe },
  ],
})
export class LeadApiModule {}
