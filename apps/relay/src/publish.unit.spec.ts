import { type RecordedEvent } from '@tasuki/event-store';
import { leadStream } from '@tasuki/lead';
import { type LeadMessage } from '@tasuki/lead-messages';
import { silentLogger } from '@tasuki/platform';
import { type Parked, type ReaderParking } from '@tasuki/read-models';
import { type Incoming, type MessageProducer, StreamUnavailable } from '@tasuki/streaming';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { messageAt } from '../../../libs/streaming/testing/lead-events';
import { publisher } from './publish';

/** The first event of each of so many leads, one after the other. */
const firstOf = (count: number) =>
  Array.from({ length: count }, () => eventOf(randomUUID(), 1)) as readonly RecordedEvent[];

function eventOf(leadId: string, version: number): RecordedEvent {
  return { id: randomUUID(), stream: leadStream(leadId), version } as RecordedEvent;
}

const tell = (some: readonly RecordedEvent[]): Promise<readonly Incoming[]> =>
  Promise.resolve(
    some.map(({ id, stream, version }) => {
      const leadId = stream.slice(leadStream('').length);
      return { place: 'the log', message: { ...messageAt({ leadId, version }), id } };
    }),
  );

/** Publishes a page; of a lead that is parked it is noted where. */
function publish(events: readonly RecordedEvent[], send: MessageProducer['send']) {
  const parked: Parked[] = [];
  const { handlePage } = publisher({
    log: { readStream: () => Promise.resolve([]) },
    producer: { send, close: () => Promise.resolve() },
    teller: () => tell,
    logger: silentLogger,
  });
  const parking: Pick<ReaderParking, 'exceptions' | 'park'> = {
    exceptions: () => Promise.resolve({ parked: new Set(), isDiscarded: () => false }),
    async park(one) {
      parked.push(one);
      return true;
    },
  };
  return { handled: handlePage(events, parking as ReaderParking), parked };
}

describe('a page that is published', () => {
  it('ends where something was not acknowledged: nothing that follows is sent', async () => {
    const sent: number[] = [];
    const { handled } = publish(firstOf(500), async ({ length }) => {
      sent.push(length);
      // As long as a broker takes, in which all the rest could be told and sent.
      await delay(50);
      if (sent.length === 2) throw new StreamUnavailable(new Error('no answer'));
      return [];
    });
    await expect(handled).rejects.toThrow(StreamUnavailable);
    await delay(100);
    expect(sent).toEqual([200, 200]);
  });

  it('leaves out what follows of a lead of which a message was refused, and parks it there', async () => {
    const leadId = randomUUID();
    const [first, second, others] = [eventOf(leadId, 1), eventOf(leadId, 2), firstOf(300)];
    const sent: LeadMessage[] = [];
    const events = [first, ...others, second];
    const { handled, parked } = publish(events, async (messages) => {
      const refused = messages.filter(({ id }) => id === first.id);
      sent.push(...messages.filter((one) => !refused.includes(one)));
      return refused.map((message) => ({ message, reason: 'too large' }));
    });
    expect(await handled).toEqual([first.stream]);
    expect(parked).toEqual([{ event: first, reason: 'too large' }]);
    expect(sent.map(({ id }) => id)).toEqual(others.map(({ id }) => id));
  });
});
