import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import {
  AppendTooLarge,
  beginning,
  DuplicateEventId,
  type EventStore,
  maxAppendBytes,
  type NewEvent,
  type Page,
  type RecordedEvent,
  VersionConflict,
} from './index';

/** An event of no aggregate: adapters move events, the registry knows them. */
export function anEvent(data: unknown = {}, type = 'SomethingHappened'): NewEvent {
  return {
    id: randomUUID(),
    type,
    schemaVersion: 1,
    recordedAt: '2026-05-01T01:02:03.004Z',
    data,
    metadata: {
      commandId: randomUUID(),
      correlationId: randomUUID(),
      causationId: null,
      actor: { subject: 'aiko', department: 'marketing' },
    },
  };
}

export const someEvents = (count: number, type?: string) =>
  Array.from({ length: count }, (_, index) => anEvent({ index }, type));

const aStream = (prefix = 'test') => `${prefix}-${randomUUID()}`;

/**
 * What every adapter of the event store promises. An adapter's spec calls this with a way to open
 * it; the log may hold events of others, so each test starts from the head that it finds.
 */
export function eventStoreContract(open: () => Promise<EventStore>): void {
  let store: EventStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  describe('append', () => {
    it('numbers a stream from 1 and gives the position of the last event', async () => {
      const stream = aStream();
      const first = await store.append(stream, someEvents(2), 'none');
      const second = await store.append(stream, someEvents(3), 2);
      expect([first.version, second.version]).toEqual([2, 5]);
      expect(second.position > first.position).toBe(true);
      expect(await store.head()).toBe(second.position);
      expect((await store.readStream(stream)).map(({ version }) => version)).toEqual([
        1, 2, 3, 4, 5,
      ]);
    });

    it.each([
      { there: 0, expected: 'none', accepted: true },
      { there: 0, expected: 'any', accepted: true },
      { there: 0, expected: 0, accepted: true },
      { there: 0, expected: 'exists', accepted: false },
      { there: 0, expected: 1, accepted: false },
      { there: 2, expected: 'none', accepted: false },
      { there: 2, expected: 'any', accepted: true },
      { there: 2, expected: 'exists', accepted: true },
      { there: 2, expected: 0, accepted: false },
      { there: 2, expected: 1, accepted: false },
      { there: 2, expected: 2, accepted: true },
      { there: 2, expected: 3, accepted: false },
    ] as const)(
      'expecting $expected of a stream of $there events: accepted $accepted',
      async ({ there, expected, accepted }) => {
        const stream = aStream();
        if (there > 0) await store.append(stream, someEvents(there), 'none');
        const appended = store.append(stream, someEvents(1), expected);
        if (accepted) {
          expect((await appended).version).toBe(there + 1);
        } else {
          await expect(appended).rejects.toEqual(new VersionConflict(stream, expected, there));
          expect(await store.readStream(stream)).toHaveLength(there);
        }
      },
    );

    it('is all or nothing: a duplicate id in the middle leaves no event behind', async () => {
      const [stream, other] = [aStream(), aStream()];
      const known = anEvent();
      await store.append(other, [known], 'none');
      const events = [anEvent(), { ...anEvent(), id: known.id }, anEvent()];
      await expect(store.append(stream, events, 'none')).rejects.toBeInstanceOf(DuplicateEventId);
      expect(await store.readStream(stream)).toEqual([]);
    });

    it('makes several events of one append visible together', async () => {
      const stream = aStream();
      const start = await store.head();
      await store.append(stream, someEvents(3), 'none');
      const events = await allAfter(store, start, stream);
      expect(events.map(({ version }) => version)).toEqual([1, 2, 3]);
    });

    it.each(['none', 2] as const)(
      'answers the same append at %s with the first result, also when the stream went on',
      async (expected) => {
        const stream = aStream();
        if (expected === 2) await store.append(stream, someEvents(2), 'none');
        const events = someEvents(2);
        const first = await store.append(stream, events, expected);
        expect(await store.append(stream, events, expected)).toEqual(first);
        await store.append(stream, someEvents(1), 'any');
        expect(await store.append(stream, events, expected)).toEqual(first);
        expect(await store.readStream(stream)).toHaveLength(first.version + 1);
      },
    );

    it('refuses a repetition that differs in one event', async () => {
      const stream = aStream();
      const events = someEvents(2);
      await store.append(stream, events, 'none');
      const changed = [events[0]!, anEvent()];
      await expect(store.append(stream, changed, 'none')).rejects.toBeInstanceOf(VersionConflict);
    });

    it('answers many appends at once each by itself', async () => {
      const stream = aStream();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, () => store.append(stream, someEvents(1), 'none')),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const others = await Promise.all(
        Array.from({ length: 20 }, () => store.append(aStream(), someEvents(2), 'none')),
      );
      expect(others.every(({ version }) => version === 2)).toBe(true);
    });

    it('accepts an append at the size limit, and refuses one byte more by name', async () => {
      const stream = aStream();
      const event = anEvent({ text: '' });
      const overhead = sizeOf(event);
      const atLimit = { ...event, data: { text: 'x'.repeat(maxAppendBytes - overhead) } };
      expect(sizeOf(atLimit)).toBe(maxAppendBytes);
      const tooLarge = { ...anEvent(), data: { text: 'x'.repeat(maxAppendBytes - overhead + 1) } };
      await store.append(stream, [atLimit], 'none');
      await expect(store.append(stream, [tooLarge], 1)).rejects.toEqual(
        new AppendTooLarge(maxAppendBytes + 1, maxAppendBytes),
      );
      expect(await store.readStream(stream)).toHaveLength(1);
    });
  });

  describe('what goes in comes back exactly', () => {
    it('the envelope', async () => {
      const stream = aStream();
      const event = anEvent({ a: 1 }, 'WithEnvelope');
      const { position } = await store.append(stream, [event], 'none');
      expect(await store.readStream(stream)).toEqual([{ ...event, stream, version: 1, position }]);
    });

    it.each([
      ['NUL', { text: 'a\u0000b', '\u0000': 1 }],
      ['lone surrogates', { high: '\ud83d', low: '\ude00', pair: '😀' }],
      ['key order', { z: 1, a: 2, m: { y: 1, b: 2 } }],
      ['Japanese', { name: '襷', company: '株式会社たすき' }],
      ['numbers at the edges', [Number.MAX_VALUE, Number.MIN_VALUE, 2 ** 53 - 1, 0.1 + 0.2, -1e-7]],
      ['deep JSON', nested(500)],
      ['no object at all', 'text'],
    ])('%s', async (_, data) => {
      const stream = aStream();
      await store.append(stream, [anEvent(data)], 'none');
      const [event] = await store.readStream(stream);
      expect(JSON.stringify(event!.data)).toBe(JSON.stringify(data));
    });

    it('any JSON value, and every finite double but −0', async () => {
      const values = fc.sample(
        fc.oneof(
          fc.jsonValue(),
          fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
          fc.string({ unit: 'binary' }),
        ),
        300,
      );
      const stream = aStream();
      await store.append(
        stream,
        values.map((value) => anEvent({ value })),
        'none',
      );
      const events = await store.readStream(stream);
      expect(events.map(({ data }) => JSON.stringify(data))).toEqual(
        values.map((value) => JSON.stringify({ value })),
      );
    });
  });

  describe('readStream', () => {
    it('begins at a version', async () => {
      const stream = aStream();
      await store.append(stream, someEvents(5), 'none');
      const versions = (await store.readStream(stream, 4)).map(({ version }) => version);
      expect(versions).toEqual([4, 5]);
      expect(await store.readStream(stream, 6)).toEqual([]);
    });

    it('gives nothing of a stream that is not there, nor of one whose name is longer', async () => {
      const stream = aStream();
      await store.append(`${stream}-more`, someEvents(1), 'none');
      expect(await store.readStream(stream)).toEqual([]);
    });

    it('answers two readers of one stream from different versions', async () => {
      const stream = aStream();
      await store.append(stream, someEvents(3), 'none');
      const [all, tail] = await Promise.all([
        store.readStream(stream),
        store.readStream(stream, 3),
      ]);
      expect([all.length, tail.length]).toEqual([3, 1]);
    });
  });

  describe('readAll', () => {
    it.each([1, 7, 100, 1000])('pages by %d without losing or repeating', async (batchSize) => {
      const start = await store.head();
      const stream = aStream();
      const count = Math.max(batchSize * 2 + 1, 230);
      await store.append(stream, someEvents(count), 'none');
      const pages = await collect(store.readAll(start, { streamPrefix: stream }, { batchSize }));
      expect(pages.every(({ events }) => events.length <= batchSize)).toBe(true);
      const versions = pages.flatMap(({ events }) => events.map(({ version }) => version));
      expect(versions).toEqual(Array.from({ length: count }, (_, index) => index + 1));
      expect(pages.at(-1)!.position).toBe(await store.head());
    });

    it('ends at once at the head', async () => {
      expect(await collect(store.readAll(await store.head()))).toEqual([]);
    });

    it('goes on from any position', async () => {
      const start = await store.head();
      const stream = aStream();
      await store.append(stream, someEvents(10), 'none');
      const events = await allAfter(store, start, stream);
      for (const [index, { position }] of events.entries()) {
        const rest = await allAfter(store, position, stream);
        expect(rest.map(({ version }) => version)).toEqual(
          events.slice(index + 1).map(({ version }) => version),
        );
      }
    });

    it('keeps positions of one width in order', async () => {
      const events = (await collect(store.readAll(beginning))).flatMap((page) => page.events);
      const positions = events.map(({ position }) => position);
      expect(positions.every((position) => position.length === beginning.length)).toBe(true);
      expect(positions).toEqual([...positions].sort());
      expect(new Set(positions).size).toBe(positions.length);
    });

    it('filters by stream prefix and event type, and marks what it left out as read', async () => {
      const start = await store.head();
      const prefix = aStream('wanted');
      await store.append(`${prefix}-1`, someEvents(3, 'Wanted'), 'none');
      await store.append(`${prefix}-2`, someEvents(3, 'Other'), 'none');
      await store.append(aStream(), someEvents(30, 'Wanted'), 'none');
      const filter = { streamPrefix: prefix, types: ['Wanted'] };
      const pages = await collect(store.readAll(start, filter, { batchSize: 5 }));
      expect(pages.flatMap(({ events }) => events)).toHaveLength(3);
      expect(pages.some(({ events }) => events.length === 0)).toBe(true);
      expect(pages.at(-1)!.position).toBe(await store.head());
    });

    it('takes a prefix by the letter: % and _ are no wildcards', async () => {
      const start = await store.head();
      await store.append(aStream('a_b%'), someEvents(1), 'none');
      await store.append(aStream('aXbY'), someEvents(1), 'none');
      const pages = await collect(store.readAll(start, { streamPrefix: 'a_b%' }));
      expect(pages.flatMap(({ events }) => events)).toHaveLength(1);
    });
  });

  it('says what is no event, or none that stands there, whatever it looks like', async () => {
    const stream = aStream();
    await store.append(stream, someEvents(3), 'none');
    const [first, second, third] = await store.readStream(stream);
    const others = [
      ...[randomUUID(), 'no id', '', first!.id.toUpperCase()].map((id) => ({ ...first!, id })),
      { ...first!, stream: aStream() },
      { ...first!, version: 2 },
      { ...first!, position: second!.position },
      { ...first!, position: '9'.repeat(20) },
      { ...first!, version: 2, position: second!.position },
    ];
    expect(await store.missing([first!, ...others, second!, third!])).toEqual(new Set(others));
    expect(await store.missing([])).toEqual(new Set());
  });

  describe('subscribe', () => {
    it('catches up, then goes on live, and stops when told', async () => {
      const start = await store.head();
      const stream = aStream();
      await store.append(stream, someEvents(5), 'none');
      const stop = new AbortController();
      const seen: RecordedEvent[] = [];
      const reading = (async () => {
        const filter = { streamPrefix: stream };
        for await (const page of store.subscribe(start, filter, { signal: stop.signal })) {
          seen.push(...page.events);
          if (seen.length === 5) void store.append(stream, someEvents(2), 5);
          if (seen.length === 7) stop.abort();
        }
      })();
      await reading;
      expect(seen.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    });

    it('stops while it waits', async () => {
      const stop = new AbortController();
      const reading = collect(store.subscribe(await store.head(), {}, { signal: stop.signal }));
      setTimeout(() => stop.abort(), 30);
      expect(await reading).toEqual([]);
    });

    it('moves its mark past events that the filter left out, while live too', async () => {
      const start = await store.head();
      const appended = store.append(aStream(), someEvents(3), 'none');
      for await (const page of store.subscribe(start, { streamPrefix: 'nobody-' })) {
        expect(page.events).toEqual([]);
        if (page.position === (await appended).position) break;
      }
    });

    it('waits for a slow reader: nothing is handed out before the page was handled', async () => {
      const start = await store.head();
      const stream = aStream();
      await store.append(stream, someEvents(30), 'none');
      let handling = 0;
      const seen: number[] = [];
      const options = { batchSize: 4 };
      for await (const page of store.subscribe(start, { streamPrefix: stream }, options)) {
        handling += 1;
        expect(handling).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 3));
        seen.push(...page.events.map(({ version }) => version));
        handling -= 1;
        if (seen.length === 30) break;
      }
      expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    });

    it('misses nothing and repeats nothing while 64 writers append at once', async () => {
      const start = await store.head();
      const prefix = aStream('busy');
      const [writers, appends] = [64, 12];
      const total = writers * appends * 2;
      const subscribers = [1, 7, 100].map(async (batchSize) => {
        const seen: RecordedEvent[] = [];
        const filter = { streamPrefix: prefix };
        for await (const page of store.subscribe(start, filter, { batchSize })) {
          seen.push(...page.events);
          if (seen.length >= total) break;
        }
        return seen;
      });
      await Promise.all(
        Array.from({ length: writers }, async (_, writer) => {
          for (let i = 0; i < appends; i += 1) {
            await store.append(`${prefix}-${writer % 40}-${writer}`, someEvents(2), i * 2);
          }
        }),
      );
      for (const seen of await Promise.all(subscribers)) assertComplete(seen, total);
    });
  });
}

/** None missing, none twice, versions dense within each stream, positions in order. */
export function assertComplete(seen: readonly RecordedEvent[], total: number): void {
  expect(seen).toHaveLength(total);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(total);
  const last = new Map<string, number>();
  let position = beginning;
  for (const event of seen) {
    expect(event.version).toBe((last.get(event.stream) ?? 0) + 1);
    expect(event.position > position).toBe(true);
    last.set(event.stream, event.version);
    position = event.position;
  }
}

export async function collect(pages: AsyncIterable<Page>): Promise<Page[]> {
  const collected: Page[] = [];
  for await (const page of pages) collected.push(page);
  return collected;
}

async function allAfter(
  store: EventStore,
  after: string,
  stream: string,
): Promise<RecordedEvent[]> {
  return (await collect(store.readAll(after, { streamPrefix: stream }))).flatMap((p) => p.events);
}

function sizeOf({ data, metadata }: NewEvent): number {
  return Buffer.byteLength(JSON.stringify(data)) + Buffer.byteLength(JSON.stringify(metadata));
}

function nested(depth: number): unknown {
  return depth === 0 ? 'bottom' : { in: [nested(depth - 1)] };
}
