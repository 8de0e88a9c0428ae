import { setTimeout as delay } from 'node:timers/promises';
import { collected } from './collected.spec-support';
import { inOrder, oneAfterTheOther } from './in-order';

async function* numbers(count: number, onTake: (n: number) => void = () => undefined) {
  for (let n = 1; n <= count; n += 1) {
    onTake(n);
    yield n;
  }
}

describe('working in order', () => {
  it('gives results as the items came, whichever is done first', async () => {
    const results = inOrder(numbers(20), 5, (n) => delay((n % 3) * 3, n * 10));
    expect(await collected(results)).toEqual(Array.from({ length: 20 }, (_, i) => 10 * (i + 1)));
  });

  it('has no more under way than allowed, and takes none before there is room', async () => {
    let [taken, done, most] = [0, 0, 0];
    const items = numbers(50, () => {
      taken += 1;
      most = Math.max(most, taken - done);
    });
    for await (const _ of inOrder(items, 4, (n) => delay(1, n))) done += 1;
    expect(most).toBeLessThanOrEqual(5);
  });

  it('ends with the first error, once the others under way are settled', async () => {
    let finished = 0;
    const results = inOrder(numbers(100), 8, async (n) => {
      if (n === 3) throw new Error('three');
      await delay(10);
      finished += 1;
      return n;
    });
    const seen: number[] = [];
    const reading = (async () => {
      for await (const n of results) seen.push(n);
    })();
    await expect(reading).rejects.toThrow('three');
    expect(seen).toEqual([1, 2]);
    expect(finished).toBeGreaterThanOrEqual(7);
  });
});

describe('one after the other', () => {
  it('runs what shares a key in turn, also after a failure, and the rest at once', async () => {
    const inTurn = oneAfterTheOther();
    const log: string[] = [];
    const job =
      (name: string, fails = false) =>
      async () => {
        log.push(`${name} begins`);
        await delay(5);
        log.push(`${name} ends`);
        if (fails) throw new Error(name);
      };
    await Promise.allSettled([
      inTurn(['a', 'x'], job('1', true)),
      inTurn(['b'], job('2')),
      inTurn(['b', 'x'], job('3')),
    ]);
    expect(log.slice(0, 2)).toEqual(['1 begins', '2 begins']);
    expect(log.slice(-2)).toEqual(['3 begins', '3 ends']);
  });
});
