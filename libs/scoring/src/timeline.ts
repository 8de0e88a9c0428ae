import { type Activity, type Facts } from './facts';

export const dayMs = 86_400_000;

/** An activity with the instant at which it happened, in milliseconds since 1970. */
export interface Dated extends Activity {
  readonly at: number;
}

/** The instant in milliseconds, whatever offset the text carries. */
export function instantMs(text: string): number {
  return Temporal.Instant.from(text).epochMilliseconds;
}

/** The activities that may count, in the order in which they are taken: by when, then by version. */
export function taken(facts: Facts, behaviour: 'cycle' | 'all_cycles'): Dated[] {
  return facts.activities
    .filter(({ cycle }) => behaviour === 'all_cycles' || cycle === facts.cycle)
    .map((activity) => ({ ...activity, at: instantMs(activity.occurredAt) }))
    .sort((a, b) => a.at - b.at || a.version - b.version);
}
