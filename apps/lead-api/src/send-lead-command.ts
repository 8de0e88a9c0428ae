import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  type LeadCommandOrigin,
  type LeadReceipt,
  type PlainCapture,
  type PlainCommand,
} from '@tasuki/lead-service';
import { RUNTIME, type Runtime } from '@tasuki/runtime';

/** The one command class of leads; it carries the union of their commands. */
export class SendLeadCommand extends Command<LeadReceipt> {
  constructor(
    /** `null` for a capture: it finds its lead by identity. */
    readonly leadId: string | null,
    readonly command: PlainCapture | PlainCommand,
    readonly origin: LeadCommandOrigin,
  ) {
    super();
  }
}

@CommandHandler(SendLeadCommand)
export class SendLeadCommandHandler implements ICommandHandler<SendLeadCommand> {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  execute({ leadId, command, origin }: SendLeadCommand): Promise<LeadReceipt> {
    const { leads } = this.runtime;
    if (command.type === 'CaptureLead') return leads.capture(command, origin);
    return leads.execute(leadId!, command, origin);
  }
}
