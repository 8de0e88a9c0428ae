import { pause } from '@tasuki/platform';
import { type Runtime } from '@tasuki/runtime';
import { type DeadLetter, listDeadLetters, NoDeadLetter, retryDeadLetter } from '@tasuki/streaming';

type Pool = Runtime['pool'];
export type Named = Pick<DeadLetter, 'group' | 'key'>;

/** How long to wait for consumers, which look twice a second. */
const [patienceMs, lookEveryMs] = [10_000, 100];

/** Asks for all of them. @returns those that were dead letters still */
export async function askedFor<T extends Named>(
  pool: Pool,
  wanted: readonly T[],
): Promise<ReadonlySet<T>> {
  const asked = new Set<T>();
  for (const one of wanted) {
    try {
      await retryDeadLetter(pool, one.group, one.key);
      asked.add(one);
    } catch (error) {
      if (!(error instanceof NoDeadLetter)) throw error;
    }
  }
  return asked;
}

/**
 * Waits for what consumers make of them, a while for all together.
 * @returns what is left of each one then
 */
export async function leftOf(pool: Pool, asked: readonly Named[]): Promise<(of: Named) => Left> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const letters = await listDeadLetters(pool, asked.length === 1 ? asked[0] : {});
    const byName = new Map(letters.map((letter) => [nameOf(letter), letter]));
    const left = (of: Named) => byName.get(nameOf(of));
    const isOver = !asked.some((one) => left(one)?.isRetrying) || performance.now() >= deadline;
    if (isOver) return left;
    await pause(lookEveryMs);
  }
}

/** `undefined` when nothing is. */
type Left = DeadLetter | undefined;

function nameOf({ group, key }: Named): string {
  return JSON.stringify([group, key]);
}
