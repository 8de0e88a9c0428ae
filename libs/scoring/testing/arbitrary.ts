import { type BehaviourRule, type Definition, type ScoringRules } from '@tasuki/definition';
import { seniorities } from '@tasuki/lead';
import fc from 'fast-check';
import { activity, agreed, captured, daysBefore } from './story';

const someDays = fc.integer({ min: 1, max: 60 });
const someGroup = fc.constantFrom('g', 'h', null);
const upTo = (max: number) => fc.integer({ min: 0, max: max * 100 }).map((n) => n / 100);
export const aboveZero = upTo(60);
export const anyPoints = fc.integer({ min: -4000, max: 6000 }).map((n) => n / 100);

const someFrequency: fc.Arbitrary<BehaviourRule['frequency']> = fc.oneof(
  fc.constantFrom({ kind: 'every' as const }, { kind: 'once' as const }),
  fc.constant({ kind: 'once_per_asset' as const }),
  fc.record({
    kind: fc.constant('max_per_window' as const),
    n: fc.integer({ min: 1, max: 4 }),
    days: someDays,
  }),
);
const someDecay: fc.Arbitrary<BehaviourRule['decay']> = fc.oneof(
  fc.constant({ kind: 'none' as const }),
  fc.record({ kind: fc.constantFrom('linear' as const, 'half_life' as const), days: someDays }),
);

/** Rules that share types, groups and caps, so that they meet; `points` says whether some take away. */
export function someDefinition(points: fc.Arbitrary<number>): fc.Arbitrary<Definition> {
  const rules: fc.Arbitrary<Partial<ScoringRules>> = fc.record({
    behaviour: fc.constantFrom('cycle' as const, 'all_cycles' as const),
    behaviourRules: fc.uniqueArray(
      fc.record({
        id: fc.constantFrom('r1', 'r2', 'r3', 'r4', 'r5'),
        activityType: fc.constantFrom('visit', 'call', 'tour'),
        points,
        frequency: someFrequency,
        decay: someDecay,
        group: someGroup,
      }),
      { selector: ({ id }) => id },
    ),
    attributeRules: fc.uniqueArray(
      fc.record({
        id: fc.constantFrom('a1', 'a2', 'a3'),
        test: fc.constantFrom(
          { kind: 'in_icp' as const, attribute: 'seniority' as const },
          { kind: 'in_icp' as const, attribute: 'industry' as const },
          { kind: 'any_of' as const, attribute: 'role' as const, values: ['CTO'] },
        ),
        points,
        group: someGroup,
      }),
      { selector: ({ id }) => id },
    ),
    groupCaps: fc
      .subarray(['g', 'h'])
      .chain((groups) =>
        fc.tuple(...groups.map((group) => upTo(80).map((cap) => ({ group, cap })))),
      ),
    totalCap: fc.option(upTo(150)),
  });
  return rules.map((given) => agreed(given));
}

export const someCapture = fc
  .record({
    seniority: fc.constantFrom(...seniorities),
    role: fc.constantFrom('CTO', 'Buyer'),
  })
  .map((person) => captured({ person }));

export const someActivity = fc
  .record({
    type: fc.constantFrom('visit', 'call', 'tour', 'nap'),
    hours: fc.integer({ min: -1, max: 24 * 90 }),
    asset: fc.constantFrom('guide', 'prices', undefined),
  })
  .map(({ type, hours, asset }) => activity(type, daysBefore(hours / 24), asset));

export const someActivities = fc.array(someActivity, { maxLength: 40 });
export const distinctInTime = fc.uniqueArray(someActivity, {
  maxLength: 40,
  selector: ({ data }) => ('occurredAt' in data ? data.occurredAt : undefined),
});
