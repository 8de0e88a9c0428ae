import { type EventStream } from '../live/event-stream';
import { type Entry, type Stretch } from './event-feed';

/** How often a client is told how far it is while nothing comes that it asked for. */
const quietMs = 1_000;

/**
 * Sends what the feed gives, each event when the client has taken what came before; until the feed ends,
 * or the signal fires. The id of each is its position: whoever comes back with it misses and repeats
 * nothing. Events: `message`, `unreadable`, and `position` when a filter leaves everything out.
 */
export async function followFeed(
  feed: AsyncIterable<Stretch>,
  stream: EventStream,
  over: AbortSignal,
): Promise<void> {
  let sentAt = -Infinity;
  for await (const { entries, position } of feed) {
    const isQuiet = entries.length === 0 && performance.now() - sentAt >= quietMs;
    const events = isQuiet ? [eventAt('position', { position })] : entries.map(eventOf);
    for (const event of events) {
      await stream.drained(over);
      if (over.aborted) return;
      stream.send(event);
      sentAt = performance.now();
    }
  }
}

function eventOf(entry: Entry) {
  return 'message' in entry
    ? eventAt('message', entry.message)
    : eventAt('unreadable', entry.untold);
}

function eventAt(event: string, data: { readonly position: string }) {
  return { event, id: data.position, data };
}
