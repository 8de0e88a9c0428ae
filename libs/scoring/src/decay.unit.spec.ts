import { type Decay } from '@tasuki/definition';
import { decayed } from './decay';
import { dayMs } from './timeline';

const linear: Decay = { kind: 'linear', days: 80 };
const halfLife: Decay = { kind: 'half_life', days: 10 };
const after = (decay: Decay, hundredths: number, days: number) =>
  decayed(decay, hundredths, Math.round(days * dayMs));

describe('no decay', () => {
  it('keeps the points at any age', () => {
    expect(after({ kind: 'none' }, 800, 5000)).toBe(800);
  });
});

describe('linear decay', () => {
  it.each([
    [0, 800],
    [20, 600],
    [40, 400],
    [79.9, 1],
    [80, 0],
    [81, 0],
  ])('after %d of 80 days leaves %d of 800', (days, left) => {
    expect(after(linear, 800, days)).toBe(left);
  });

  it('rounds a tie to even: 799.5 and 798.5', () => {
    expect(after(linear, 800, 0.05)).toBe(800);
    expect(after(linear, 800, 0.15)).toBe(798);
  });

  it('brings a negative rule up to nought', () => {
    expect(after(linear, -800, 40)).toBe(-400);
    expect(after(linear, -800, 80)).toBe(0);
  });
});

describe('half-life decay', () => {
  it.each([
    [0, 600],
    [5, 424], // 600 / √2 = 424.26
    [10, 300],
    [20, 150],
    [40, 38], // 37.5
    [3650, 0],
  ])('after %d days, at 10 to the half, leaves %d of 600', (days, left) => {
    expect(after(halfLife, 600, days)).toBe(left);
  });

  it('rounds a tie to even: 2.5', () => {
    expect(after(halfLife, 5, 10)).toBe(2);
    expect(after(halfLife, -5, 10)).toBe(-2);
  });

  it('leaves no minus nought of a negative rule', () => {
    expect(after(halfLife, -600, 3650)).toBe(0);
  });
});
