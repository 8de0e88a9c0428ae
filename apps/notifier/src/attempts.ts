import {
  type Channel,
  type ChannelSettings,
  type ClaimedNotification,
  closeChannel,
  guardedPost,
  isClosed,
  nextAttempt,
  type NotificationsBook,
  type NotificationsFile,
  openChannel,
  type PostOptions,
  type settleNotification,
} from '@tasuki/notifications';
import { reasonOf } from '@tasuki/platform';
import { type Runtime } from '@tasuki/runtime';
import { outgoing, type OutgoingParts } from './outgoing';

export interface AttemptParts extends OutgoingParts {
  readonly pool: Runtime['pool'];
  readonly clock: Runtime['clock'];
  readonly logger: Runtime['logger'];
  readonly file: NotificationsFile;
  /** For the guard of outgoing requests: whom to ask for addresses, whom to trust. */
  readonly post?: Pick<PostOptions, 'resolve' | 'ca'>;
}

/** What became of an attempt. */
export type Result = Parameters<typeof settleNotification>[2];

/**
 * What cannot be sent for now is tried again so often, for so long: another process may have the newer
 * file, a closed channel may be opened.
 */
const [notReadyMs, patienceMs] = [60_000, 3 * 24 * 3_600_000];

/** Sends one notification. @returns what makes an attempt, and says what became of it */
export function attempts(parts: AttemptParts): (due: ClaimedNotification) => Promise<Result> {
  const { pool, clock, file } = parts;
  let opened: { readonly book: NotificationsBook; readonly channels: Map<string, Channel> };

  /** Opened anew when the file has changed. */
  function channelOf(book: NotificationsBook, name: string, settings: ChannelSettings): Channel {
    if (opened?.book !== book) opened = { book, channels: new Map() };
    const post = guardedPost({ ...parts.post, allowed: book.allowPrivate });
    const channel = opened.channels.get(name) ?? openChannel(settings, post, clock);
    opened.channels.set(name, channel);
    return channel;
  }

  function notReady({ askedAt }: ClaimedNotification, reason: string): Result {
    const isOver = Date.parse(clock.now()) - Date.parse(askedAt) > patienceMs;
    const state = isOver ? 'failed' : 'pending';
    return { state, reason, wasTried: false, retryInMs: notReadyMs };
  }

  async function attempt(due: ClaimedNotification): Promise<Result> {
    const book = await file.read();
    const settings = book.channels.get(due.channel);
    // Asked first: the other process may have a file with the channel. Of what kind it is there
    // nobody knows here, and a second e-mail is worse than one that somebody looks at.
    if (due.wasSending && settings?.kind !== 'webhook') {
      const reason = 'the process that sent it ended meanwhile';
      return { state: 'unknown', reason, wasTried: true };
    }
    if (settings === undefined) return notReady(due, 'no such channel in the file');
    if (await isClosed(pool, due.channel, settings)) return notReady(due, 'the channel is closed');
    const ready = await outgoing(parts, due, settings);
    const sent = await channelOf(book, due.channel, settings).send(ready);
    switch (sent.outcome) {
      case 'delivered':
        return { state: 'delivered', reason: null, wasTried: true };
      case 'unknown':
        return { state: 'unknown', reason: sent.reason, wasTried: true };
      case 'refused':
        return { state: 'failed', reason: sent.reason, wasTried: false };
      case 'gone':
        await closeChannel(pool, due.channel, settings, sent.reason);
        return { ...notReady(due, sent.reason), wasTried: true };
      case 'failed': {
        const { reason, isFinal, retryAfterMs = 0 } = sent;
        const made = due.attempts + 1;
        const waitMs = isFinal ? undefined : nextAttempt(settings.kind, made, Math.random());
        if (waitMs === undefined) return { state: 'failed', reason, wasTried: true };
        const retryInMs = Math.max(waitMs, retryAfterMs);
        return { state: 'pending', reason, wasTried: true, retryInMs };
      }
    }
  }

  return (due) => attempt(due).catch((error: unknown) => notReady(due, reasonOf(error)));
}
