import { isOffsetInstant, refuse } from '@tasuki/domain';

/** How far ahead of Tasuki's clock a reported time may be: clocks differ. */
export const toleranceMs = 5 * 60 * 1000;

/**
 * The reported time, or now; what lies in the future has not happened.
 * @throws Refusal `occurred_in_future`; `occurred_at_unreadable` for what is no `OffsetInstant`
 */
export function happenedAt(occurredAt: string | undefined, now: string): string {
  if (occurredAt === undefined) return now;
  if (!isOffsetInstant(occurredAt)) {
    throw refuse('occurred_at_unreadable', `occurredAt ${occurredAt} is no instant`, {
      occurredAt,
    });
  }
  if (Date.parse(occurredAt) > Date.parse(now) + toleranceMs) {
    throw refuse(
      'occurred_in_future',
      `occurredAt ${occurredAt} is more than 5 minutes after now (${now})`,
      { occurredAt, now },
    );
  }
  return occurredAt;
}

/** For events whose time is optional: nothing when nothing was said. */
export function happenedAtIfSaid(
  occurredAt: string | undefined,
  now: string,
): { occurredAt?: string } {
  return occurredAt === undefined ? {} : { occurredAt: happenedAt(occurredAt, now) };
}
