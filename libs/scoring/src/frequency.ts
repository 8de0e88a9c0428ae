import { never } from '@tasuki/domain';
import { type Frequency } from '@tasuki/definition';
import { dayMs, type Dated } from './timeline';

/** Those of a rule's activities, given in the order in which they are taken, that count. */
export function counted(frequency: Frequency, seen: readonly Dated[]): readonly Dated[] {
  switch (frequency.kind) {
    case 'every':
      return seen;
    case 'once':
      return seen.slice(-1);
    case 'once_per_asset':
      return latestOfEachAsset(seen);
    case 'max_per_window':
      return atMost(frequency.n, frequency.days * dayMs, seen);
    default:
      return never(frequency);
  }
}

/** What names no asset counts as one and the same. */
function latestOfEachAsset(seen: readonly Dated[]): Dated[] {
  const latest = new Map(seen.map((activity) => [activity.asset, activity]));
  return seen.filter((activity) => latest.get(activity.asset) === activity);
}

/** The window is open at its far end: what lies exactly `windowMs` back is no longer in it. */
function atMost(n: number, windowMs: number, seen: readonly Dated[]): Dated[] {
  const result: Dated[] = [];
  for (const activity of seen) {
    const nthBefore = result.at(-n);
    const isFull = nthBefore !== undefined && nthBefore.at > activity.at - windowMs;
    if (!isFull) result.push(activity);
  }
  return result;
}
