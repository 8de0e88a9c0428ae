import { type Definition, refOf } from '@tasuki/definition';
import { type Contribution, namedCauses, type Score } from '@tasuki/lead';
import { attributeLines, unknownAttributes } from './attributes';
import { behaviourLines, unscoredTypes } from './behaviour';
import { capped } from './caps';
import { type Facts } from './facts';
import { type Line } from './line';
import { type Hundredths, toPoints } from './rounding';
import { type Dated, instantMs, taken } from './timeline';

/**
 * The score of one fact: `facts` are those of stream version ≤ `fact.version`, ages are measured
 * up to `fact.recordedAt`. Rule → frequency → decay → group cap → total cap → not below 0.
 *
 * The contributions' `points` and what the floor added sum to `total`, always; `behaviour` and
 * `attribute` are the sums of their kind before the floor.
 */
export function score(
  definition: Definition,
  facts: Facts,
  fact: { readonly version: number; readonly recordedAt: string },
): Score {
  const { scoring, icp } = definition.content;
  const byType = groupedByType(taken(facts, scoring.behaviour));
  const lines = [
    ...behaviourLines(scoring.behaviourRules, byType, instantMs(fact.recordedAt)),
    ...attributeLines(scoring.attributeRules, icp, facts.attributes),
  ];
  const { points, adjustments } = capped(lines, scoring);
  const sumOf = (kind: Line['kind']) =>
    lines.reduce((sum, line) => (line.kind === kind ? sum + points.get(line)! : sum), 0);
  const behaviour = sumOf('behaviour');
  const attribute = sumOf('attribute');
  const missing = Math.max(0, -(behaviour + attribute));
  return {
    fact: fact.version,
    behaviour: toPoints(behaviour),
    attribute: toPoints(attribute),
    total: toPoints(behaviour + attribute + missing),
    asOf: fact.recordedAt,
    definition: refOf(definition),
    contributions: lines.map((line) => contribution(line, points.get(line)!)),
    adjustments:
      missing === 0
        ? [...adjustments]
        : [...adjustments, { kind: 'floor', added: toPoints(missing) }],
    unscored: unscoredTypes(scoring.behaviourRules, byType),
    unknown: unknownAttributes(scoring.attributeRules, facts.attributes),
  };
}

function groupedByType(activities: readonly Dated[]): Map<string, Dated[]> {
  const byType = new Map<string, Dated[]>();
  for (const activity of activities) {
    const same = byType.get(activity.activityType);
    if (same) same.push(activity);
    else byType.set(activity.activityType, [activity]);
  }
  return byType;
}

/** Names the latest causes, the latest first. */
function contribution(line: Line, points: Hundredths): Contribution {
  const { rule, kind, seen, each, parts, remark } = line;
  const causes = parts.flatMap(({ cause }) => cause ?? []).reverse();
  return {
    rule,
    kind,
    seen,
    counted: parts.length,
    raw: toPoints(parts.length === 0 ? 0 : each * parts.length),
    points: toPoints(points),
    causes: causes.slice(0, namedCauses),
    moreCauses: Math.max(0, causes.length - namedCauses),
    ...(remark && { remark }),
  };
}
