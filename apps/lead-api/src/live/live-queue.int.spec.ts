import { type ChangeMark, mqlQueue, tableOf } from '@tasuki/read-models';
import { setTimeout as delay } from 'node:timers/promises';
import { openTestRuntime, type TestRuntime } from '../../../../test/support/test-runtime';
import { liveQueue, type LiveQueueOptions, type PageOf } from './live-queue';

const empty = { items: [], next: null };
const awayAfterMs = 400;

describe('a live queue', () => {
  let runtime: TestRuntime;
  let stopping: AbortController;
  beforeEach(async () => {
    runtime = await openTestRuntime();
    stopping = new AbortController();
  });
  afterEach(async () => {
    stopping.abort();
    await runtime.remove();
  });

  const nothing: ChangeMark = { seq: 0, at: '0' };
  /** Much longer than it takes to notice. */
  const inVain = () => AbortSignal.timeout(10 * awayAfterMs);
  const queueOf = (pageOf: PageOf, options: LiveQueueOptions = {}) =>
    liveQueue(runtime, mqlQueue, pageOf, options);
  const change = (seq: number) =>
    runtime.pool.query(
      `insert into read_model_changes (target, seq, position, key) overriding system value
       values ($1, $2, '', 'x')`,
      [tableOf(mqlQueue), seq],
    );

  it('says that its database is away when each question fails, and goes on once it answers', async () => {
    const queue = queueOf(async () => empty, { awayAfterMs });
    const { pool } = runtime;
    await pool.query('alter table read_model_changes rename to elsewhere');
    expect(await queue.after(nothing, inVain())).toBe('away');
    await pool.query('alter table elsewhere rename to read_model_changes');
    let answer: Awaited<ReturnType<typeof queue.after>>;
    do answer = await queue.after(nothing, AbortSignal.timeout(3 * awayAfterMs));
    while (answer === 'away');
    expect(answer).toEqual({ items: [], gone: [], last: nothing });
  });

  it('says so to all who wait when it is silent', async () => {
    const queue = queueOf(async () => empty, { awayAfterMs });
    const client = await runtime.pool.connect();
    await client.query('begin; lock table read_model_changes in access exclusive mode');
    const waiting = [1, 2, 3].map(() => queue.after(nothing, inVain()));
    expect(await Promise.all(waiting)).toEqual(['away', 'away', 'away']);
    await client.query('rollback');
    client.release();
  });

  it('takes changes that were and are no more for another database', async () => {
    const queue = queueOf(async () => empty);
    await change(17);
    // That it reads the row, of a table that is not there, says that it has seen the change.
    await expect(queue.after({ seq: 16, at: '1' }, inVain())).rejects.toThrow('mql_queue');
    const waiting = queue.after({ seq: 17, at: '1' }, inVain());
    await runtime.pool.query('delete from read_model_changes');
    expect(await waiting).toBe('away');
  });

  it('reads few pages at once, however many begin, and holds no place for who is slow', async () => {
    let [underWay, most, asked] = [0, 0, 0];
    const queue = queueOf(async ({ cursor = '' }) => {
      asked += 1;
      underWay += 1;
      most = Math.max(most, underWay);
      await delay(5);
      underWay -= 1;
      return { items: [], next: cursor.length < 2 ? `${cursor}x` : null };
    });
    const begin = () => queue.rows({}, stopping.signal)[Symbol.asyncIterator]();
    // None of these ever asks for its second page.
    await Promise.all(Array.from({ length: 10 }, () => begin().next()));
    const all = Array.from({ length: 50 }, async () => {
      for await (const _ of queue.rows({}, stopping.signal)) continue;
    });
    await Promise.all(all);
    expect([most, asked]).toEqual([4, 10 + 50 * 3]);
  });

  it('reads nothing for who has gone while it waited for its turn', async () => {
    let asked = 0;
    const queue = queueOf(async () => {
      asked += 1;
      await delay(20);
      return empty;
    });
    const all = Array.from({ length: 20 }, async () => {
      for await (const _ of queue.rows({}, stopping.signal)) continue;
    });
    stopping.abort();
    await Promise.all(all);
    expect(asked).toBeLessThanOrEqual(4);
  });

  it('lets nobody wait for a page after others that waited in vain', async () => {
    let asked = 0;
    const inVainToo: PageOf = async () => {
      asked += 1;
      await delay(2 * awayAfterMs);
      throw new Error('no answer');
    };
    const queue = queueOf(inVainToo, { awayAfterMs });
    await runtime.pool.query('alter table read_model_changes rename to elsewhere');
    const all = Array.from({ length: 20 }, () =>
      queue.rows({}, stopping.signal)[Symbol.asyncIterator]().next(),
    );
    const settled = await Promise.allSettled(all);
    expect([asked, settled.filter(({ status }) => status === 'rejected').length]).toEqual([4, 20]);
  });

  it('goes on with a page after one that could not be read', async () => {
    const broken = queueOf(() => Promise.reject(new Error('no such page')));
    for (let times = 0; times < 10; times += 1) {
      const reading = broken.rows({}, stopping.signal)[Symbol.asyncIterator]();
      await expect(reading.next()).rejects.toThrow('no such page');
    }
  });
});
