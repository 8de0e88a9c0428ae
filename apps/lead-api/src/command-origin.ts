import { type CommandOrigin, type TraceContext } from '@tasuki/event-store';
import { derivedId, type Principal, randomId } from '@tasuki/platform';
import { idempotencyKey, idempotencyKeyAllowed } from './headers';
import { InvalidInput } from './problem';

/** Who sends a command, and by which key he may repeat it. */
export interface Caller {
  readonly principal: Principal;
  readonly key?: string;
  readonly correlationId?: string;
  readonly trace?: TraceContext;
}

/** The same subject and key name the same command. @throws InvalidInput */
export function originOf({
  principal: { subject, department },
  key,
  correlationId = randomId(),
  trace,
}: Caller): CommandOrigin {
  return {
    id: commandIdOf(subject, key),
    actor: { subject, department },
    correlationId,
    causationId: null,
    ...(trace !== undefined && { trace }),
  };
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
