import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CalendarContent } from '@tasuki/calendar';
import { type CalendarCommandOrigin, type CalendarReceipt } from '@tasuki/lead-service';
import { RUNTIME, type Runtime } from '@tasuki/runtime';

/** The one command class of calendars: there is one thing to do with them. */
export class SendCalendarCommand extends Command<CalendarReceipt> {
  constructor(
    readonly calendarId: string,
    readonly content: CalendarContent,
    readonly origin: CalendarCommandOrigin,
  ) {
    super();
  }
}

@CommandHandler(SendCalendarCommand)
export class SendCalendarCommandHandler implements ICommandHandler<SendCalendarCommand> {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  execute({ calendarId, content, origin }: SendCalendarCommand): Promise<CalendarReceipt> {
    return this.runtime.calendarService.change(calendarId, content, origin);
  }
}
