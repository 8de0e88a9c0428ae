import { EventSourceClient, type LiveEvent } from './event-source';

/** Follows the feed of events: keeps all that it was sent. */
export class FeedClient extends EventSourceClient {
  readonly events: LiveEvent[] = [];

  /** What was sent as `message`. */
  messages(): readonly LiveEvent['data'][] {
    return this.events.flatMap(({ event, data }) => (event === 'message' ? [data] : []));
  }

  protected take(event: LiveEvent): void {
    this.events.push(event);
  }
}
