import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { parseEvents } from '../../../../test/door/event-source';
import { eventStream } from '../live/event-stream';
import { type Entry, type Stretch } from './event-feed';
import { followFeed } from './follow-feed';

const filler = 'x'.repeat(20_000);
const positionOf = (number: number) => String(number).padStart(20, '0');
const message = (number: number) =>
  ({ message: { position: positionOf(number), data: { filler } } }) as unknown as Entry;

describe('whoever follows the feed', () => {
  let server: Server;
  let following: Promise<void>;
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** The answer to somebody who follows this feed, of which nothing is read yet. */
  async function serve(feed: AsyncIterable<Stretch>, stalledMs = 60_000): Promise<IncomingMessage> {
    server = createServer((_, response) => {
      const stream = eventStream(response, {}, { stalledMs });
      following = followFeed(feed, stream, stream.closed).finally(() => stream.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const answer = await new Promise<IncomingMessage>((resolve) =>
      get({ port, agent: false }, resolve),
    );
    return answer.on('error', () => undefined).pause();
  }

  async function eventsOf(answer: IncomingMessage) {
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    return parseEvents(text).events;
  }

  /** So many stretches of one message, and how many were taken. */
  function manyStretches(count: number) {
    const read = { stretches: 0 };
    async function* feed(): AsyncGenerator<Stretch> {
      for (let number = 1; number <= count; number += 1) {
        read.stretches = number;
        yield { entries: [message(number)], position: positionOf(number) };
      }
    }
    return { read, feed: feed() };
  }

  it('gets each event with its position, and nothing is read for it before it took the last', async () => {
    const { feed, read } = manyStretches(1_000);
    const answer = await serve(feed);
    await delay(300);
    const before = read.stretches;
    await delay(200);
    expect(read.stretches).toBe(before);
    expect(before).toBeLessThan(1_000);
    const events = await eventsOf(answer);
    expect(events.map(({ event, id }) => [event, id])).toEqual(
      Array.from({ length: 1_000 }, (_, index) => ['message', positionOf(index + 1)]),
    );
  });

  it('and takes nothing is cut off', async () => {
    const { feed, read } = manyStretches(1_000);
    await serve(feed, 200);
    await following;
    expect(read.stretches).toBeLessThan(1_000);
  });

  it('is told what cannot be told, and now and then how far it is when nothing comes', async () => {
    const untold = {
      leadId: 'a',
      version: 3,
      position: positionOf(5),
      reason: 'comes from the future',
    };
    async function* feed(): AsyncGenerator<Stretch> {
      for (const number of [1, 2]) yield { entries: [], position: positionOf(number) };
      yield { entries: [{ untold }], position: positionOf(6) };
      yield { entries: [], position: positionOf(7) };
      await delay(1_100);
      yield { entries: [], position: positionOf(8) };
    }
    expect(await eventsOf(await serve(feed()))).toEqual([
      { event: 'position', id: positionOf(1), data: { position: positionOf(1) } },
      { event: 'unreadable', id: positionOf(5), data: untold },
      { event: 'position', id: positionOf(8), data: { position: positionOf(8) } },
    ]);
  });
});
