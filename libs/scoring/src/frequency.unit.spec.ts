import { type Frequency } from '@tasuki/definition';
import {
  activity,
  agreed,
  behaviourRule,
  captured,
  daysBefore,
  idOf,
  scored,
} from '../testing/story';

/** Which of the activities, told as days before the score and asset, were counted: by version from 2. */
function counted(frequency: Frequency, ...activities: (number | [number, string])[]): number[] {
  const events = activities.map((given) => {
    const [days, asset] = typeof given === 'number' ? [given] : given;
    return activity('visit', daysBefore(days), asset);
  });
  const definition = agreed({ behaviourRules: [behaviourRule({ id: 'visit', frequency })] });
  const [line] = scored(definition, captured(), ...events).contributions;
  expect(line).toMatchObject({ seen: activities.length, counted: line!.causes.length });
  return line!.causes.map((id) => activities.findIndex((_, index) => id === idOf(index + 2)) + 2);
}

const twiceAWeek: Frequency = { kind: 'max_per_window', n: 2, days: 7 };

describe('every', () => {
  it('counts all, the latest named first', () => {
    expect(counted({ kind: 'every' }, 5, 3, 4)).toEqual([3, 4, 2]);
  });
});

describe('once', () => {
  it('counts the latest to happen, not the latest to be recorded', () => {
    expect(counted({ kind: 'once' }, 5, 3, 4)).toEqual([3]);
  });

  it('counts the one recorded last of two at the same instant', () => {
    expect(counted({ kind: 'once' }, 3, 3)).toEqual([3]);
  });
});

describe('once per asset', () => {
  it('counts the latest of each asset', () => {
    expect(
      counted({ kind: 'once_per_asset' }, [5, 'guide'], [4, 'prices'], [3, 'guide'], [9, 'prices']),
    ).toEqual([4, 3]);
  });

  it('takes those without an asset for one and the same', () => {
    expect(counted({ kind: 'once_per_asset' }, 5, 4, [3, 'guide'])).toEqual([4, 3]);
  });
});

describe('at most two in seven days', () => {
  it('leaves out a third', () => {
    expect(counted(twiceAWeek, 10, 9, 8)).toEqual([3, 2]);
  });

  it('counts one exactly seven days after the first of two', () => {
    expect(counted(twiceAWeek, 10, 9, 3)).toEqual([4, 3, 2]);
  });

  it('does not a millisecond earlier', () => {
    const aMillisecond = 1 / 86_400_000;
    expect(counted(twiceAWeek, 10, 9, 3 + aMillisecond)).toEqual([3, 2]);
  });

  it('leaves out what was not counted when it looks back', () => {
    expect(counted(twiceAWeek, 10, 9, 4, 2.5)).toEqual([5, 3, 2]);
  });

  it('takes them by the time they happened', () => {
    expect(counted(twiceAWeek, 8, 9, 10)).toEqual([3, 4]);
  });

  it('counts two at one instant, and no third', () => {
    expect(counted(twiceAWeek, 1, 1, 1)).toEqual([3, 2]);
  });
});
