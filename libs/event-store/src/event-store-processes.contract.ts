import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runTypeScript } from '../../../test/support/run-typescript';
import { type WritersTask } from '../testing/writers';
import { assertComplete } from './event-store.contract';
import { type EventStore, type RecordedEvent } from './index';

/** A server that adapters of several processes share, and that the test may restart. */
export interface SharedServer {
  readonly url: string;
  restart(mode: 'fast' | 'immediate' | 'kill'): Promise<void>;
  open(): Promise<EventStore>;
}

const writersFile = join(__dirname, '../testing/writers.ts');
const [processes, writers, appends] = [4, 16, 60];
const total = processes * writers * appends * 2;

/** What an adapter promises across processes and restarts of its server; it opts into this group. */
export function eventStoreProcessesContract(server: () => SharedServer): void {
  let store: EventStore;
  const stop = new AbortController();
  beforeAll(async () => {
    store = await server().open();
  });
  afterAll(async () => {
    stop.abort();
    await store.close();
  });

  function startWriters(prefix: string): Promise<unknown> {
    const task: WritersTask = { url: server().url, prefix, writers, appends };
    const running = Array.from({ length: processes }, () => runTypeScript(writersFile, task));
    return Promise.all(running.map(({ output }) => output));
  }

  async function untilFirstEvent(start: string): Promise<void> {
    while ((await store.head()) === start) await delay(20);
  }

  async function follow(start: string, prefix: string, batchSize: number) {
    const seen: RecordedEvent[] = [];
    const filter = { streamPrefix: prefix };
    for await (const page of store.subscribe(start, filter, { batchSize, signal: stop.signal })) {
      seen.push(...page.events);
      if (seen.length >= total) break;
    }
    return seen;
  }

  it(`${processes} processes × ${writers} writers: subscribers miss nothing, repeat nothing, and see each stream in order`, async () => {
    const start = await store.head();
    const prefix = `many-${randomUUID()}`;
    const following = [7, 100, 1000].map((batchSize) => follow(start, prefix, batchSize));
    await startWriters(prefix);
    for (const seen of await Promise.all(following)) assertComplete(seen, total);
  }, 120_000);

  it('the same while the server is stopped, ended at once and killed in the middle', async () => {
    const start = await store.head();
    const prefix = `restarted-${randomUUID()}`;
    const following = [7, 100, 1000].map((batchSize) => follow(start, prefix, batchSize));
    const writing = startWriters(prefix);
    await untilFirstEvent(start);
    for (const mode of ['fast', 'immediate', 'kill'] as const) {
      await server().restart(mode);
      await delay(200);
    }
    await writing;
    for (const seen of await Promise.all(following)) assertComplete(seen, total);
  }, 180_000);

  it('a subscription goes on after a restart that it slept through', async () => {
    const prefix = `asleep-${randomUUID()}`;
    const following = follow(await store.head(), prefix, 100);
    await delay(200);
    await server().restart('kill');
    await startWriters(prefix);
    assertComplete(await following, total);
  }, 120_000);
}
