import {
  createServer,
  get,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { eventStream } from './event-stream';

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

  it('says that its client has gone', async () => {
    const stream = eventStream(await served, {});
    (await answered).destroy();
    await new Promise((resolve) => stream.closed.addEventListener('abort', resolve));
    stream.send({ event: 'changes', data: {} });
    stream.end();
  });
});
