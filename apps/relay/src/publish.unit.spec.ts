import { type RecordedEvent } from '@tasuki/event-store';
import { leadStream } from '@tasuki/lead';
import { silentLogger } from '@tasuki/platform';
import { type Incoming, StreamUnavailable } from '@tasuki/streaming';
import { randomUUID } from 'node:crypto';
import { messageAt } from '../../../libs/streaming/testing/lead-events';
import { publisher } from './publish';

/** Events of leads, one after the other; more than are sent at once. */
const events = Array.from({ length: 500 }, (_, index) => {
  const id = randomUUID();
  return { id, stream: leadStream(randomUUID()), version: 1, position: `${index}` };
}) as unknown as readonly RecordedEvent[];

const tell = (some: readonly RecordedEvent[]): Promise<readonly Incoming[]> =>
  Promise.resolve(
    some.map(({ id, stream, version, position }) => {
      const leadId = stream.slice('lead-'.length);
      return { place: position, message: { ...messageAt({ leadId, version }), id } };
    }),
  );

describe('a page that is published', () => {
  it('ends where something was not acknowledged: nothing that follows is sent', async () => {
    const sent: number[] = [];
    const producer = {
      async send(messages: readonly unknown[]) {
        sent.push(messages.length);
        // As long as a broker takes, in which all the rest could be told and sent.
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (sent.length === 2) throw new StreamUnavailable(new Error('no answer'));
        return [];
      },
      close: () => Promise.resolve(),
    };
    const nothingParked = { parked: new Set<string>(), isDiscarded: () => false };
    const { handlePage } = publisher({
      log: { readStream: () => Promise.resolve([]) },
      producer,
      teller: () => tell,
      logger: silentLogger,
    });
    const parking = { exceptions: () => Promise.resolve(nothingParked) };
    const handled = handlePage(events, parking as unknown as Parameters<typeof handlePage>[1]);
    await expect(handled).rejects.toThrow(StreamUnavailable);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(sent).toEqual([200, 200]);
  });
});
