import { type ScoringRules } from '@tasuki/definition';
import { type Adjustment } from '@tasuki/lead';
import { type Line } from './line';
import { type Hundredths, toHundredths, toPoints } from './rounding';

/** A part on its way through the caps: `left` is what they have not taken. */
interface Slice {
  readonly line: Line;
  left: Hundredths;
}

export interface Capped {
  /** What counts of each line. */
  readonly points: ReadonlyMap<Line, Hundredths>;
  readonly adjustments: readonly Adjustment[];
}

/** Group caps, then the total cap. A line of its own for each cap that took something. */
export function capped(lines: readonly Line[], rules: ScoringRules): Capped {
  const slices = slicesInOrder(lines);
  const adjustments: Adjustment[] = [];
  for (const { group, cap } of rules.groupCaps) {
    const cut = cutLatest(
      slices.filter(({ line }) => line.group === group),
      toHundredths(cap),
    );
    if (cut > 0) {
      adjustments.push({ kind: 'group_cap', group, limit: cap, cut: toPoints(cut) });
    }
  }
  if (rules.totalCap !== null) {
    const cut = cutLatest(slices, toHundredths(rules.totalCap));
    if (cut > 0) {
      adjustments.push({ kind: 'total_cap', limit: rules.totalCap, cut: toPoints(cut) });
    }
  }
  return { points: sumByLine(lines, slices), adjustments };
}

/** Attributes first, then activities by time and version; rules in their order where these are equal. */
function slicesInOrder(lines: readonly Line[]): Slice[] {
  return lines
    .flatMap((line) => line.parts.map((part) => ({ line, part })))
    .sort((a, b) => a.part.at - b.part.at || a.part.version - b.part.version)
    .map(({ line, part }) => ({ line, left: part.worth }));
}

/**
 * Takes what the slices' sum has over the limit from the latest, each down to nothing at most.
 * What is negative is left as it is, and makes room for others.
 */
function cutLatest(slices: readonly Slice[], limit: Hundredths): Hundredths {
  const excess = slices.reduce((sum, { left }) => sum + left, 0) - limit;
  let open = excess;
  for (let i = slices.length - 1; i >= 0 && open > 0; i -= 1) {
    const taken = Math.min(open, Math.max(0, slices[i]!.left));
    slices[i]!.left -= taken;
    open -= taken;
  }
  return Math.max(0, excess);
}

function sumByLine(lines: readonly Line[], slices: readonly Slice[]): Map<Line, Hundredths> {
  const points = new Map(lines.map((line) => [line, 0]));
  for (const { line, left } of slices) points.set(line, points.get(line)! + left);
  return points;
}
