import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type IfMatch, type LeadCommandType } from '@tasuki/lead';
import { type LeadReceipt, type PlainCapture, type PlainCommand } from '@tasuki/lead-service';
import { type Principal } from '@tasuki/platform';
import { type Caller, originOf } from './command-origin';
import { maySend } from './permissions';
import { Forbidden } from './problem';
import { SendLeadCommand } from './send-lead-command';

/** Who sends a command on a lead. */
export interface Sender extends Caller {
  /** Which versions of the lead he has seen. */
  readonly ifMatch?: IfMatch;
}

/** @throws Forbidden */
export function assertMaySend(principal: Principal, command: LeadCommandType): void {
  if (maySend(principal, command)) return;
  const roles = principal.roles.join(', ') || 'none';
  throw new Forbidden(`${command} is not for your roles (${roles})`);
}

/** From a person's request to a command with an origin, if its roles allow. */
@Injectable()
export class LeadDoor {
  constructor(private readonly bus: CommandBus) {}

  /** @throws Forbidden, InvalidInput, and what the command throws */
  async send(
    leadId: string | null,
    command: PlainCapture | PlainCommand,
    { ifMatch, ...caller }: Sender,
  ): Promise<LeadReceipt> {
    assertMaySend(caller.principal, command.type);
    return this.bus.execute(
      new SendLeadCommand(leadId, command, {
        ...originOf(caller),
        ...(ifMatch !== undefined && { ifMatch }),
      }),
    );
  }
}
