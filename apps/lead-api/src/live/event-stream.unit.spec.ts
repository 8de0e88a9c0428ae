import {
  createServer,
  get,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type EventStream, eventStream, eventStreamHead } from './event-stream';

describe('a stream of events', () => {
  let server: Server;
  let served: Promise<ServerResponse>;
  let answered: Promise<IncomingMessage>;
  beforeEach(async () => {
    const asked = Promise.withResolvers<ServerResponse>();
    server = createServer((_, response) => asked.resolve(response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    served = asked.promise;
    const { port } = server.address() as AddressInfo;
    answered = new Promise((resolve) => get({ port, agent: false }, resolve).on('error', () => {}));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** More than the kernel takes for a client that does not read. */
  const fill = async (response: ServerResponse, stream: EventStream) => {
    for (; response.writableLength < 500_000; await delay(1)) {
      stream.send({ event: 'changes', data: { text: 'x'.repeat(100_000) } });
    }
  };

  it('is written as browsers read it', async () => {
    const stream = eventStream(await served, { 'x-a': 'b' });
    stream.send({ event: 'changes', id: 'q.1', data: { text: 'two\nlines' } });
    stream.end();
    const response = await answered;
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-a': 'b',
    });
    let text = '';
    for await (const chunk of response) text += String(chunk);
    expect(text).toBe('retry: 1000\n\nevent: changes\nid: q.1\ndata: {"text":"two\\nlines"}\n\n');
  });

  it('cuts off a client that does not read, and holds little for it', async () => {
    const response = await served;
    const stream = eventStream(response, {});
    (await answered).on('error', () => undefined).pause();
    const data = { text: 'x'.repeat(100_000) };
    let most = 0;
    for (let event = 0; !stream.closed.aborted && event < 1_000; event += 1) {
      stream.send({ event: 'changes', data });
      most = Math.max(most, response.writableLength);
      await delay(1);
    }
    expect(stream.closed.aborted).toBe(true);
    expect(most).toBeLessThan(2_000_000);
  });

  it('sends an event that is larger than what a client may lag behind', async () => {
    const stream = eventStream(await served, {});
    const text = 'x'.repeat(5_000_000);
    stream.send({ event: 'changes', data: { text } });
    stream.end();
    let length = 0;
    for await (const chunk of await answered) length += (chunk as Buffer).length;
    expect(length).toBeGreaterThan(text.length);
  });

  it('cuts off a client that takes nothing, and one that lags no heartbeat keeps', async () => {
    const response = await served;
    const stream = eventStream(response, {}, { heartbeatMs: 5, stalledMs: 100 });
    (await answered).on('error', () => undefined).pause();
    await delay(300);
    expect(stream.closed.aborted).toBe(false);
    await fill(response, stream);
    const lagging = response.writableLength;
    await delay(50);
    expect(response.writableLength).toBeLessThanOrEqual(lagging);
    await stream.drained(stream.closed);
    expect([stream.closed.aborted, response.destroyed]).toEqual([true, true]);
  });

  it('gives a client little time to take the end of it', async () => {
    const response = await served;
    const stream = eventStream(response, {}, { stalledMs: 100 });
    (await answered).on('error', () => undefined).pause();
    await fill(response, stream);
    stream.end();
    await new Promise((resolve) => stream.closed.addEventListener('abort', resolve));
    expect(response.writableFinished).toBe(false);
  });

  it('has a head of its own', async () => {
    eventStreamHead(await served, { 'x-a': 'b' });
    const { statusCode, headers } = await answered;
    expect([statusCode, headers['x-a'], headers['content-type']]).toEqual([
      200,
      'b',
      'text/event-stream; charset=utf-8',
    ]);
  });

  it('is closed from the beginning when its client has gone before', async () => {
    const response = await served;
    const gone = new Promise((resolve) => response.on('close', resolve));
    server.closeAllConnections();
    await gone;
    expect(eventStream(response, {}).closed.aborted).toBe(true);
  });

  it('says that its client has gone', async () => {
    const stream = eventStream(await served, {});
    (await answered).destroy();
    await new Promise((resolve) => stream.closed.addEventListener('abort', resolve));
    stream.send({ event: 'changes', data: {} });
    stream.end();
  });
});
