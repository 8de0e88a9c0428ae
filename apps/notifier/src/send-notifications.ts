import {
  type Channel,
  claimDueNotifications,
  closeChannel,
  guardedPost,
  isClosed,
  nextAttempt,
  type NotificationsBook,
  type NotificationsFile,
  openChannel,
  prolongNotifications,
  type PostOptions,
  settleNotification,
} from '@tasuki/notifications';
import { pause, reasonOf } from '@tasuki/platform';
import { type Runtime } from '@tasuki/runtime';
import { NoSuchPerson, outgoing, type OutgoingParts } from './outgoing';

export interface SenderParts extends OutgoingParts {
  readonly pool: Runtime['pool'];
  readonly clock: Runtime['clock'];
  readonly logger: Runtime['logger'];
  readonly file: NotificationsFile;
  /** For the guard of outgoing requests: whom to ask for addresses, whom to trust. */
  readonly post?: Pick<PostOptions, 'resolve' | 'ca'>;
}

export interface SenderOptions {
  /** How long a notification stays with a sender who gives no sign of life; 20,000 ms. */
  readonly leaseMs?: number;
  /** How often it looks for what is due; 500 ms. */
  readonly lookEveryMs?: number;
}

/** Sent at once, by all channels and by one: a channel that hangs leaves room for the others. */
const [most, mostOfChannel] = [16, 4];
/** Until what could not be made ready is tried again. */
const notReadyMs = 30_000;

type Due = Awaited<ReturnType<typeof claimDueNotifications>>[number];
type Result = Parameters<typeof settleNotification>[2];

/** Sends recorded notifications; any number of processes share the work. */
export interface Sender {
  /** Until the signal fires; what is being sent is finished. */
  run(signal: AbortSignal): Promise<void>;
}

export function sender(parts: SenderParts, options: SenderOptions = {}): Sender {
  const { pool, clock, logger, file } = parts;
  const { leaseMs = 20_000, lookEveryMs = 500 } = options;
  const busy = new Map<string, number>();
  const sending = new Map<Promise<void>, Due>();
  let waking = new AbortController();
  let opened: { readonly book: NotificationsBook; readonly channels: Map<string, Channel> };

  /** Opened anew when the file has changed. */
  function channelOf(book: NotificationsBook, name: string): Channel | undefined {
    if (opened?.book !== book) opened = { book, channels: new Map() };
    const settings = book.channels.get(name);
    if (settings === undefined) return undefined;
    const post = guardedPost({ ...parts.post, allowed: book.allowPrivate });
    const channel = opened.channels.get(name) ?? openChannel(settings, post, clock);
    opened.channels.set(name, channel);
    return channel;
  }

  async function resultOf(due: Due): Promise<Result> {
    const book = await file.read();
    const [settings, channel] = [book.channels.get(due.channel), channelOf(book, due.channel)];
    if (settings === undefined || channel === undefined) {
      return { state: 'failed', reason: 'the file of notifications has no such channel' };
    }
    if (due.wasSending && channel.kind !== 'webhook') {
      return { state: 'unknown', reason: 'the process that sent it ended meanwhile' };
    }
    if (await isClosed(pool, due.channel, settings)) {
      return { state: 'failed', reason: 'the channel is closed' };
    }
    const sent = await channel.send(await outgoing(parts, due, settings));
    switch (sent.outcome) {
      case 'delivered':
        return { state: 'delivered', reason: null };
      case 'unknown':
        return { state: 'unknown', reason: sent.reason };
      case 'gone':
        await closeChannel(pool, due.channel, settings, sent.reason);
        return { state: 'failed', reason: sent.reason };
      case 'failed': {
        const waitMs = sent.isFinal
          ? undefined
          : nextAttempt(channel.kind, due.attempts, Math.random());
        if (waitMs === undefined) return { state: 'failed', reason: sent.reason };
        const retryInMs = Math.max(waitMs, sent.retryAfterMs ?? 0);
        return { state: 'pending', reason: sent.reason, retryInMs };
      }
    }
  }

  async function send(due: Due): Promise<void> {
    const { id, channel, rule, leadId, attempts } = due;
    const result = await resultOf(due).catch((error: unknown): Result => {
      const reason = reasonOf(error);
      if (error instanceof NoSuchPerson) return { state: 'failed', reason };
      return { state: 'pending', reason, retryInMs: notReadyMs };
    });
    await settleNotification(pool, { id, attempts }, result);
    const line = { notification: id, channel, rule, leadId, attempts, ...result };
    if (result.state === 'delivered') logger.info(line, 'a notification was delivered');
    else logger.warn(line, 'a notification was not delivered');
  }

  function start(due: Due): void {
    const { channel } = due;
    busy.set(channel, (busy.get(channel) ?? 0) + 1);
    const work = send(due)
      .catch((error: unknown) =>
        logger.warn(
          { notification: due.id, reason: reasonOf(error) },
          'an outcome is not recorded',
        ),
      )
      .finally(() => {
        busy.set(channel, busy.get(channel)! - 1);
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
        const full = [...busy].flatMap(([channel, count]) =>
          count < mostOfChannel ? [] : channel,
        );
        const free = Math.min(most - sending.size, mostOfChannel);
        try {
          const due =
            free > 0 ? await claimDueNotifications(pool, { most: free, leaseMs, busy: full }) : [];
          due.forEach(start);
          if (due.length > 0 && due.length === free) continue;
        } catch (error) {
          logger.warn({ reason: reasonOf(error) }, 'what is to be sent could not be looked up');
        }
        await pause(lookEveryMs, AbortSignal.any([signal, waking.signal]));
      }
      await Promise.all(sending.keys());
      clearInterval(prolonging);
    },
  };
}
