import fc from 'fast-check';
import { channelKinds } from './channels/channel';
import { nextAttempt } from './retry-schedule';

const hour = 3_600_000;

function waitsOf(kind: (typeof channelKinds)[number], random: number): number[] {
  const waits: number[] = [];
  for (let attempts = 1; ; attempts += 1) {
    const wait = nextAttempt(kind, attempts, random);
    if (wait === undefined) return waits;
    waits.push(wait);
  }
}

const hoursOf = (waits: readonly number[]) => waits.reduce((sum, wait) => sum + wait) / hour;

it('tries a webhook for three days', () => {
  const waits = waitsOf('webhook', 0.5);
  expect(waits.slice(0, 3)).toEqual([5_000, 60_000, 300_000]);
  expect(hoursOf(waits)).toBeCloseTo(75.6, 1);
});

it('tries e-mail and chat for six hours', () => {
  expect(hoursOf(waitsOf('email', 0.5))).toBeCloseTo(5.85, 1);
  expect(waitsOf('slack', 0.5)).toEqual(waitsOf('email', 0.5));
});

it.each(channelKinds)(
  '%s: each wait is as long as the one before or longer, within a tenth',
  (kind) => {
    const planned = waitsOf(kind, 0.5);
    expect(planned).toEqual([...planned].sort((a, b) => a - b));
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (random) => {
        waitsOf(kind, random).forEach((wait, index) => {
          expect(Math.abs(wait - planned[index]!)).toBeLessThanOrEqual(planned[index]! / 10 + 1);
        });
      }),
    );
  },
);
