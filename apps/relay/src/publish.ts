import { type EventStore, type RecordedEvent } from '@tasuki/event-store';
import { type Logger } from '@tasuki/platform';
import { type Parked } from '@tasuki/read-models';
import { type LeadReader } from '@tasuki/runtime';
import { type LeadMessagesOf, type MessageProducer } from '@tasuki/streaming';

export interface PublisherParts {
  readonly log: Pick<EventStore, 'readStream'>;
  readonly producer: MessageProducer;
  /** Makes what turns events into messages; it remembers where leads are. */
  readonly teller: () => LeadMessagesOf;
  readonly logger: Logger;
}

/**
 * Publishes the message of each event, in the order of the log. A lead of which an event cannot be told
 * is parked there: what follows it waits, so that nobody sees a gap, and the other leads go on.
 */
export function publisher({
  log,
  producer,
  teller,
  logger,
}: PublisherParts): Pick<LeadReader, 'handlePage' | 'handleStream'> {
  let tell = teller();

  /** Those that can be told, and of each stream the first that cannot. */
  async function toldOf(events: readonly RecordedEvent[], how: LeadMessagesOf) {
    const told = await how(events);
    const messages = told.flatMap((one) => ('message' in one ? [one.message] : []));
    const stuck = new Map<string, Parked>();
    told.forEach((one, index) => {
      const event = events[index]!;
      if ('message' in one || stuck.has(event.stream)) return;
      stuck.set(event.stream, { event, reason: one.unreadable.reason });
    });
    return { messages, stuck };
  }

  return {
    async handlePage(events, parking) {
      if (events.length === 0) return [];
      const { parked } = await parking.exceptions([...new Set(events.map((one) => one.stream))]);
      const open = events.filter(({ stream }) => !parked.has(stream));
      const { messages, stuck } = await toldOf(open, tell);
      await producer.send(messages);
      for (const [stream, one] of stuck) {
        if (!(await parking.park(one))) continue;
        const { version, type: eventType } = one.event;
        const { reason } = one;
        logger.error(
          { stream, version, eventType, reason },
          'a lead cannot be published and is parked; the others go on',
        );
      }
      return [...parked, ...stuck.keys()];
    },
    async handleStream(stream, isWanted) {
      const events = (await log.readStream(stream)).filter(isWanted);
      const { messages, stuck } = await toldOf(events, teller());
      await producer.send(messages);
      // What was remembered of this lead is from before it could be told.
      tell = teller();
      return stuck.get(stream);
    },
  };
}
