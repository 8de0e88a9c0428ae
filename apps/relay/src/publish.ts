import { type EventStore, type RecordedEvent } from '@tasuki/event-store';
import { type Logger } from '@tasuki/platform';
import { type Parked } from '@tasuki/read-models';
import { type LeadReader } from '@tasuki/runtime';
import { type Incoming, type LeadMessagesOf, type MessageProducer } from '@tasuki/streaming';

export interface PublisherParts {
  readonly log: Pick<EventStore, 'readStream'>;
  readonly producer: MessageProducer;
  /** Makes what turns events into messages; it remembers where leads are. */
  readonly teller: () => LeadMessagesOf;
  readonly logger: Logger;
}

/** Messages sent at once. While they are on their way the next are made. */
const partSize = 200;

/**
 * Publishes the message of each event, in the order of the log. A lead of which an event cannot be told,
 * or is refused by the topic, is parked there: what follows it waits, so that nobody sees a gap, and the
 * other leads go on.
 */
export function publisher({
  log,
  producer,
  teller,
  logger,
}: PublisherParts): Pick<LeadReader, 'handlePage' | 'handleStream'> {
  let tell = teller();

  /** Sends those that can be told, and that the topic takes. @returns of each stream the first that is not */
  async function publish(events: readonly RecordedEvent[], how: LeadMessagesOf) {
    const stuck = new Map<string, Parked>();
    const isOpen = ({ stream }: RecordedEvent) => !stuck.has(stream);

    async function send(part: readonly RecordedEvent[], told: readonly Incoming[]): Promise<void> {
      const open = told.flatMap((one, index) =>
        'message' in one && isOpen(part[index]!) ? [one.message] : [],
      );
      part.forEach((event, index) => {
        const one = told[index]!;
        if ('message' in one || !isOpen(event)) return;
        stuck.set(event.stream, { event, reason: one.unreadable.reason });
      });
      for (const { message, reason } of await producer.send(open)) {
        const event = part.find(({ id }) => id === message.id)!;
        stuck.set(event.stream, { event, reason });
      }
    }

    let sent = Promise.resolve();
    for (let start = 0; start < events.length; start += partSize) {
      const part = events.slice(start, start + partSize);
      const told = await how(part);
      // What was not acknowledged is followed by nothing: nobody may see a gap.
      await sent;
      sent = send(part, told);
      sent.catch(() => undefined);
    }
    await sent;
    return stuck;
  }

  return {
    async handlePage(events, parking) {
      if (events.length === 0) return [];
      const { parked } = await parking.exceptions([...new Set(events.map((one) => one.stream))]);
      const open = events.filter(({ stream }) => !parked.has(stream));
      const stuck = await publish(open, tell);
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
      const stuck = await publish(events, teller());
      // What was remembered of this lead is from before it could be told.
      tell = teller();
      return stuck.get(stream);
    },
  };
}
