import { halfEven, halfEvenQuotient, toHundredths, toPoints } from './rounding';

describe('rounding half-even', () => {
  it.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [2.4999, 2],
    [2.5001, 3],
    [37.5, 38],
    [-0.5, 0],
    [-1.5, -2],
    [-2.5, -2],
    [-2.6, -3],
    [-1e-300, 0],
  ])('%d is %d', (value, expected) => {
    expect(halfEven(value)).toBe(expected);
  });

  it.each([
    [7n, 2n, 4],
    [5n, 2n, 2],
    [-5n, 2n, -2],
    [-7n, 2n, -4],
    [1n, 3n, 0],
    [2n, 3n, 1],
    [-1n, 3n, 0],
    [0n, 3n, 0],
  ])('%d / %d is %d', (numerator, denominator, expected) => {
    expect(halfEvenQuotient(numerator, denominator)).toBe(expected);
  });

  it('sees a tie that binary fractions would miss', () => {
    expect(halfEvenQuotient(10_000_000_000_000_001n * 5n, 10n)).toBe(5_000_000_000_000_000);
  });
});

describe('points', () => {
  it.each([0, 0.01, 0.29, 1.15, 4.35, 12.5, -7.07, 99_999.99])('%d has no rest', (points) => {
    expect(toPoints(toHundredths(points))).toBe(points);
  });

  it('of a rule are whole hundredths, never minus nought', () => {
    expect(toHundredths(1.15)).toBe(115);
    expect(toHundredths(-0)).toBe(0);
  });
});
