import { passesByItself } from '@tasuki/event-store';
import {
  claimDueNotifications,
  type ClaimedNotification,
  prolongNotifications,
  settleNotification,
} from '@tasuki/notifications';
import { pause, reasonOf } from '@tasuki/platform';
import { type AttemptParts, attempts, type Result } from './attempts';

export interface SenderOptions {
  /** How long a notification stays with a sender who gives no sign of life; 20,000 ms. */
  readonly leaseMs?: number;
  /** How often it looks for what is due; 500 ms. */
  readonly lookEveryMs?: number;
}

/** Sent at once by one channel; however many hang, they take nothing from the others. */
const mostOfChannel = 4;
/** While the database is away an outcome is kept, so long and no longer. */
const [settleAgainMs, settleWithinMs] = [1_000, 60_000];

type Due = ClaimedNotification;

/** Sends recorded notifications; any number of processes share the work. */
export interface Sender {
  /** Until the signal fires; what is being sent is finished. */
  run(signal: AbortSignal): Promise<void>;
}

export function sender(parts: AttemptParts, options: SenderOptions = {}): Sender {
  const { pool, logger } = parts;
  const { leaseMs = 20_000, lookEveryMs = 500 } = options;
  const underWay = new Map<string, number>();
  const sending = new Map<Promise<void>, Due>();
  let waking = new AbortController();
  const attempt = attempts(parts);

  /** What became of it is written, whatever it takes: what was sent must not be sent again. */
  async function settle(due: Due, result: Result): Promise<void> {
    const until = performance.now() + settleWithinMs;
    for (;;) {
      try {
        return await settleNotification(pool, due, result);
      } catch (error) {
        if (!passesByItself(error) || performance.now() > until) throw error;
        await pause(settleAgainMs);
      }
    }
  }

  async function send(due: Due): Promise<void> {
    const { id, channel, rule, leadId } = due;
    const result = await attempt(due);
    await settle(due, result);
    const line = { notification: id, channel, rule, leadId, ...result };
    if (result.state === 'delivered') logger.info(line, 'a notification was delivered');
    else logger.warn(line, 'a notification was not delivered');
  }

  function start(due: Due): void {
    const { channel } = due;
    underWay.set(channel, (underWay.get(channel) ?? 0) + 1);
    const work = send(due)
      .catch((error: unknown) =>
        logger.warn(
          { notification: due.id, reason: reasonOf(error) },
          'an outcome is not recorded',
        ),
      )
      .finally(() => {
        underWay.set(channel, underWay.get(channel)! - 1);
        sending.delete(work);
        waking.abort();
      });
    sending.set(work, due);
  }

  /** Tells the others that what is being sent here is in good hands. */
  async function prolong(): Promise<void> {
    if (sending.size === 0) return;
    await prolongNotifications(pool, [...sending.values()], leaseMs).catch((error: unknown) =>
      logger.warn({ reason: reasonOf(error) }, 'what is being sent could not be prolonged'),
    );
  }

  return {
    async run(signal) {
      const prolonging = setInterval(() => void prolong(), leaseMs / 4);
      while (!signal.aborted) {
        waking = new AbortController();
        try {
          const due = await claimDueNotifications(pool, { mostOfChannel, underWay, leaseMs });
          due.forEach(start);
        } catch (error) {
          logger.warn({ reason: reasonOf(error) }, 'what is to be sent could not be looked up');
        }
        await pause(lookEveryMs, AbortSignal.any([signal, waking.signal]));
      }
      if (sending.size > 0) {
        const line = { sending: sending.size };
        logger.warn(line, 'stopping; what is being sent is finished, within about a minute');
      }
      await Promise.all(sending.keys());
      clearInterval(prolonging);
    },
  };
}
