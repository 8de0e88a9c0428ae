import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type TraceContext } from '@tasuki/event-store';
import { type IfMatch } from '@tasuki/lead';
import { type LeadReceipt, type PlainCapture, type PlainCommand } from '@tasuki/lead-service';
import { derivedId, type Principal, randomId } from '@tasuki/platform';
import { idempotencyKey, idempotencyKeyAllowed } from './headers';
import { maySend } from './permissions';
import { Forbidden, InvalidInput } from './problem';
import { SendLeadCommand } from './send-lead-command';

/** Who sends a command, and by which key he may repeat it. */
export interface Sender {
  readonly principal: Principal;
  readonly key?: string;
  /** Which versions of the lead he has seen. */
  readonly ifMatch?: IfMatch;
  readonly correlationId?: string;
  readonly trace?: TraceContext;
}

/** From a person's request to a command with an origin, if its roles allow. */
@Injectable()
export class LeadDoor {
  constructor(private readonly bus: CommandBus) {}

  /** @throws Forbidden, InvalidInput, and what the command throws */
  async send(
    leadId: string | null,
    command: PlainCapture | PlainCommand,
    { principal, key, ifMatch, correlationId = randomId(), trace }: Sender,
  ): Promise<LeadReceipt> {
    if (!maySend(principal, command.type)) {
      const roles = principal.roles.join(', ') || 'none';
      throw new Forbidden(`${command.type} is not for your roles (${roles})`);
    }
    const { subject, department } = principal;
    return this.bus.execute(
      new SendLeadCommand(leadId, command, {
        id: commandIdOf(subject, key),
        actor: { subject, department },
        correlationId,
        causationId: null,
        ...(ifMatch !== undefined && { ifMatch }),
        ...(trace !== undefined && { trace }),
      }),
    );
  }
}

function commandIdOf(subject: string, key: string | undefined): string {
  if (key === undefined) return randomId();
  if (!idempotencyKey.test(key)) {
    throw new InvalidInput([
      { path: 'Idempotency-Key', message: 'is no key', allowed: idempotencyKeyAllowed },
    ]);
  }
  return derivedId('command', subject, key);
}
