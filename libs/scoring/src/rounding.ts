/**
 * Points are reckoned in whole hundredths, so that sums are exact, and shown as decimals.
 * Ties go to the even neighbour (IEEE 754 roundTiesToEven), above and below zero alike.
 */
export type Hundredths = number;

/** A rule's points have at most two places (see the definition's schema): this is exact. */
export function toHundredths(points: number): Hundredths {
  return Math.round(points * 100) + 0;
}

export function toPoints(hundredths: Hundredths): number {
  return hundredths / 100;
}

export function halfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value) + 0;
  return below % 2 === 0 ? below + 0 : below + 1;
}

/** The quotient of two whole numbers, rounded without a detour through binary fractions. */
export function halfEvenQuotient(numerator: bigint, denominator: bigint): number {
  const size = numerator < 0n ? -numerator : numerator;
  const quotient = size / denominator;
  const twice = 2n * (size % denominator);
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  const rounded = Number(up ? quotient + 1n : quotient);
  return numerator < 0n && rounded !== 0 ? -rounded : rounded;
}
