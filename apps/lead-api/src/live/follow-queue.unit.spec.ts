import { get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { parseEvents } from '../../../../test/door/event-source';
import { LiveClient } from '../../../../test/door/live-client';
import { type EventStreamOptions } from './event-stream';
import { type LiveQueue, type LiveRow } from './live-queue';
import { memoryQueue, type QueueServer, serveQueue } from './live-queue.spec-support';

/** More than all that the kernel buffers on the way. */
const [rowsOfQueue, rowsOfPage, filler] = [500, 5, 'x'.repeat(20_000)];
const steadyBytesPerMs = 5_000;

describe('whoever follows a queue', () => {
  let server: QueueServer;
  const clients: { destroy(): void }[] = [];
  afterEach(() => {
    clients.splice(0).forEach((client) => client.destroy());
    server.close();
  });

  const serve = async (queue: LiveQueue, options?: EventStreamOptions) => {
    server = await serveQueue(queue, options);
  };
  const follow = () => {
    const client = new LiveClient(server.url);
    clients.push({ destroy: () => client.close() });
    return client;
  };
  /** An answer of which nothing is read but what its test reads. */
  const ask = async () => {
    const answer = await new Promise<IncomingMessage>((resolve) =>
      get(server.url, { agent: false }, resolve),
    );
    clients.push(answer.on('error', () => undefined).pause());
    return answer;
  };
  /** Reads at a constant rate until what it has read is enough, or the answer is over. */
  const readSteadily = async (answer: IncomingMessage, isEnough: (text: string) => boolean) => {
    let text = '';
    while (!isEnough(text.slice(-1_000)) && !answer.readableEnded && !answer.destroyed) {
      const chunk = answer.read() as Buffer | null;
      text += chunk?.toString() ?? '';
      await delay((chunk?.length ?? 0) / steadyBytesPerMs);
    }
    return parseEvents(text).events;
  };
  const eventually = async (isSo: () => boolean) => {
    for (const until = Date.now() + 10_000; !isSo(); await delay(5)) {
      if (Date.now() > until) throw new Error('waited in vain');
    }
  };
  const largeQueue = () => {
    const queue = memoryQueue(rowsOfPage);
    for (let row = 0; row < rowsOfQueue; row += 1) queue.put(`lead-${row}`, filler);
    return queue;
  };
  /** The same, and what its client has not taken whenever something is read for it. */
  const watched = (queue: LiveQueue, untaken: number[]): LiveQueue => ({
    ...queue,
    async *rows(filter, signal) {
      for await (const items of queue.rows(filter, signal)) {
        untaken.push(server.answers[0]!.writableLength);
        yield items;
      }
    },
    after(change, signal) {
      untaken.push(server.answers[0]!.writableLength);
      return queue.after(change, signal);
    },
  });

  it('slowly but steadily gets it whole, however large: a page is read when it took the last', async () => {
    const [queue, untaken] = [largeQueue(), [] as number[]];
    await serve(watched(queue, untaken), { stalledMs: 2_000 });
    const events = await readSteadily(await ask(), (text) => text.includes('"isLast":true'));
    const rows = events.flatMap(({ data }) => (data.items ?? []) as LiveRow[]);
    expect(rows.map(({ leadId }) => leadId)).toEqual([...queue.waiting.keys()]);
    expect(untaken.length).toBeGreaterThan(rowsOfQueue / rowsOfPage);
    expect(Math.max(...untaken)).toBeLessThan(rowsOfPage * filler.length);
  });

  it('slowly but steadily gets what changes meanwhile, together, when it took the last', async () => {
    const [queue, untaken] = [memoryQueue(rowsOfPage), [] as number[]];
    await serve(watched(queue, untaken));
    const answer = await ask();
    const busy = setInterval(() => {
      for (let row = 0; row < 20; row += 1) queue.put(`lead-${row}`, filler);
    }, 5);
    const quiet = setTimeout(() => {
      clearInterval(busy);
      queue.put('the last', '');
    }, 800);
    clients.push({ destroy: () => (clearInterval(busy), clearTimeout(quiet)) });
    const events = await readSteadily(answer, (text) => text.includes('the last'));
    expect(events.at(-1)!.id).toBe(
      `memory_v1.${(await queue.last()).seq}.${(await queue.last()).at}`,
    );
    expect(Math.max(...untaken)).toBeLessThan(rowsOfPage * filler.length);
  });

  it('and takes nothing is cut off within the snapshot, whatever else is sent to it', async () => {
    const [queue, untaken] = [largeQueue(), [] as number[]];
    await serve(watched(queue, untaken), { stalledMs: 300, heartbeatMs: 10 });
    await ask();
    await server.followers[0];
    expect(server.answers[0]!.destroyed).toBe(true);
    expect(server.answers[0]!.writableFinished).toBe(false);
    expect(untaken.length).toBeLessThan(rowsOfQueue / rowsOfPage);
  });

  it('and takes nothing does not hold up a door that closes', async () => {
    await serve(largeQueue(), { stalledMs: 300 });
    const answer = await ask();
    await eventually(() => server.answers[0]!.writableNeedDrain);
    server.stopping.abort();
    await server.followers[0];
    await eventually(() => server.answers[0]!.destroyed);
    const { events } = parseEvents(String(answer.read()));
    expect(events.every(({ data }) => data.isLast !== true)).toBe(true);
  });

  it('and was cut off within the first snapshot has no rows left that went meanwhile', async () => {
    const queue = memoryQueue(1);
    for (const leadId of ['a', 'b', 'c']) queue.put(leadId, 'as it was');
    const onward = Promise.withResolvers<void>();
    const pages: LiveQueue['rows'] = async function* (filter, signal) {
      for await (const items of queue.rows(filter, signal)) {
        yield items;
        await onward.promise;
      }
    };
    await serve({ ...queue, rows: pages });
    const client = follow();
    await eventually(() => client.rows.has('a'));
    queue.take('a');
    queue.put('b', 'as it is');
    client.drop();
    await eventually(() => server.answers.length === 2);
    onward.resolve();
    await eventually(() => client.isComplete);
    expect(client.rows).toEqual(queue.waiting);
    expect(client.resets).toEqual([]);
  });

  it('is told to forget what it has, and why, before each snapshot', async () => {
    const queue = memoryQueue(1);
    queue.put('a', '');
    let isForgotten = true;
    const after: LiveQueue['after'] = (change, signal) => {
      if (!isForgotten) return queue.after(change, signal);
      isForgotten = false;
      return Promise.resolve('forgotten');
    };
    await serve({ ...queue, after });
    const events = await readSteadily(await ask(), (text) => text.split('isLast":true').length > 2);
    expect(events.map(({ event, id, data }) => [event, id, data.reason])).toEqual([
      ['reset', undefined, 'begin'],
      ['snapshot', undefined, undefined],
      ['snapshot', 'memory_v1.1.1001', undefined],
      ['reset', undefined, 'too_old'],
      ['snapshot', undefined, undefined],
      ['snapshot', 'memory_v1.1.1001', undefined],
    ]);
  });

  it('is let go in order when the database is away', async () => {
    await serve({ ...memoryQueue(1), after: () => Promise.resolve('away') });
    const client = follow();
    await eventually(() => client.hasEnded);
    expect(client.isComplete).toBe(true);
  });
});
