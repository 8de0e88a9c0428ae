import { type BehaviourRule } from '@tasuki/definition';
import { decayed } from './decay';
import { counted } from './frequency';
import { type Line } from './line';
import { toHundredths } from './rounding';
import { type Dated } from './timeline';

/** A line for each rule that saw something: which activities count, and what age left of them. */
export function behaviourLines(
  rules: readonly BehaviourRule[],
  byType: ReadonlyMap<string, readonly Dated[]>,
  asOf: number,
): Line[] {
  return rules.flatMap((rule) => {
    const seen = byType.get(rule.activityType);
    if (!seen) return [];
    const each = toHundredths(rule.points);
    const parts = counted(rule.frequency, seen).map(({ at, version, eventId }) => ({
      at,
      version,
      cause: eventId,
      worth: decayed(rule.decay, each, Math.max(0, asOf - at)),
    }));
    const { id, group } = rule;
    return [{ rule: id, kind: 'behaviour' as const, group, seen: seen.length, each, parts }];
  });
}

/** The activity types that no rule knows, by name. */
export function unscoredTypes(
  rules: readonly BehaviourRule[],
  byType: ReadonlyMap<string, readonly Dated[]>,
): { activityType: string; seen: number }[] {
  const known = new Set(rules.map((rule) => rule.activityType));
  return [...byType]
    .filter(([activityType]) => !known.has(activityType))
    .map(([activityType, { length }]) => ({ activityType, seen: length }))
    .sort((a, b) => (a.activityType < b.activityType ? -1 : 1));
}
