import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { type HttpConfig } from '@tasuki/platform';
import { CONFIG } from '@tasuki/runtime';
import { ActivitiesController } from './activities.controller';
import { AuthGuard } from './auth.guard';
import { CalendarsController } from './calendars.controller';
import { DealsController } from './deals.controller';
import { DirectoryController } from './directory.controller';
import { EventsController } from './feed/events.controller';
import { HandoffController } from './handoff.controller';
import { HealthController } from './health.controller';
import { InputPipe } from './input';
import { LeadDoor } from './lead-door';
import { LeadsController } from './leads.controller';
import { LiveAnswers } from './live/live-answers';
import { QueueStreamController } from './live/queue-stream.controller';
import { TicketsController } from './live/tickets.controller';
import { NotificationsController } from './notifications.controller';
import { OperationsGuard } from './operations.guard';
import { PeopleController } from './people.controller';
import { ProblemFilter } from './problem.filter';
import { ProfileController } from './profile.controller';
import { QueuesController } from './queues.controller';
import { rateLimit } from './rate-limit';
import { ReadGuard } from './read-guard';
import { ReadModelsController } from './read-models.controller';
import { ReportsController } from './reports.controller';
import { SendCalendarCommandHandler } from './send-calendar-command';
import { SendLeadCommandHandler } from './send-lead-command';
import { SlasController } from './slas.controller';
import { SurplusGuard } from './surplus.guard';

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
    SlasController,
    QueuesController,
    QueueStreamController,
    TicketsController,
    DirectoryController,
    EventsController,
    ReportsController,
    PeopleController,
    NotificationsController,
    CalendarsController,
    ReadModelsController,
    HealthController,
  ],
  providers: [
    LeadDoor,
    LiveAnswers,
    SendLeadCommandHandler,
    SendCalendarCommandHandler,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_GUARD, useClass: AuthGuard },
    { provide: APP_GUARD, useClass: ThrottlerGuard },
    { provide: APP_GUARD, useClass: OperationsGuard },
    { provide: APP_GUARD, useClass: SurplusGuard },
    { provide: APP_GUARD, useClass: ReadGuard },
    { provide: APP_PIPE, useClass: InputPipe },
  ],
})
export class LeadApiModule {}
