import { Bell } from './bell';
import { type Page } from './event-store';
import { follow, type PageRead } from './follow';
import { ordinalOf, positionOf } from './position';

/** A log of which two positions are read at a time; it tells after which it was read. */
function logOf(length: number) {
  const log = { length, reads: [] as number[], bell: new Bell() };
  const readPage = async (after: string): Promise<PageRead> => {
    const from = ordinalOf(after);
    log.reads.push(from);
    const end = Math.min(from + 2, log.length);
    return { events: [], position: positionOf(end), hasMore: end < log.length };
  };
  const pages = follow(readPage, positionOf(0), { bell: log.bell, pollMs: 60_000 });
  const next = async () => {
    const page = (await pages.next()) as IteratorYieldResult<Page>;
    return ordinalOf(page.value.position);
  };
  return { log, next, end: () => pages.return(undefined) };
}

it('reads a page ahead while more is known to follow, and never two', async () => {
  const { log, next, end } = logOf(6);
  expect(await next()).toBe(2);
  expect(log.reads).toEqual([0, 2]);
  expect(await next()).toBe(4);
  expect(log.reads).toEqual([0, 2, 4]);
  await end();
});

it('reads at the end of the log only when the last page was handled: with all that came meanwhile', async () => {
  const { log, next, end } = logOf(3);
  await next();
  expect(await next()).toBe(3);
  expect(log.reads).toEqual([0, 2]);
  log.length = 5;
  log.bell.ring();
  expect(await next()).toBe(5);
  expect(log.reads).toEqual([0, 2, 3]);
  await end();
});

it('sleeps at the end of the log until the bell rings', async () => {
  const { log, next, end } = logOf(1);
  await next();
  const woken = next();
  await new Promise(setImmediate);
  expect(log.reads).toEqual([0]);
  log.length = 2;
  log.bell.ring();
  expect(await woken).toBe(2);
  await end();
});
