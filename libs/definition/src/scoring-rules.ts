import { Label, Slug } from '@tasuki/domain';
import { Type, type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const Days = Type.Integer({ minimum: 1, maximum: 3650 });

/** A decimal with at most two places, so that points are whole hundredths and sums are exact. */
const Points = Type.Number({ multipleOf: 0.01, minimum: -100_000, maximum: 100_000 });
const Limit = Type.Number({ multipleOf: 0.01, minimum: 0, maximum: 1_000_000 });

/** Rules of one group share a cap (see `groupCaps`); `null` stands alone. */
const Group = Type.Union([Slug, Type.Null()]);

/**
 * Which of the matching activities count, taken by the time they happened: all; the latest; the
 * latest of each asset; or one only when fewer than `n` were counted in the `days` before it.
 */
export const Frequency = Type.Union([
  Type.Object({ kind: Type.Literal('every') }, closed),
  Type.Object({ kind: Type.Literal('once') }, closed),
  Type.Object({ kind: Type.Literal('once_per_asset') }, closed),
  Type.Object(
    {
      kind: Type.Literal('max_per_window'),
      n: Type.Integer({ minimum: 1, maximum: 10_000 }),
      days: Days,
    },
    closed,
  ),
]);
export type Frequency = Static<typeof Frequency>;

/** What age takes away: nothing; evenly, all of it after `days`; or half of what is left every `days`. */
export const Decay = Type.Union([
  Type.Object({ kind: Type.Literal('none') }, closed),
  Type.Object({ kind: Type.Literal('linear'), days: Days }, closed),
  Type.Object({ kind: Type.Literal('half_life'), days: Days }, closed),
]);
export type Decay = Static<typeof Decay>;

export const BehaviourRule = Type.Object(
  {
    id: Slug,
    activityType: Slug,
    points: Points,
    frequency: Frequency,
    decay: Decay,
    group: Group,
  },
  closed,
);
export type BehaviourRule = Static<typeof BehaviourRule>;

/**
 * What an attribute rule asks: does the lead lie within that part of the ICP, or is the attribute
 * one of these values, letter by letter.
 */
export const AttributeTest = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('in_icp'),
      attribute: Type.Enum(['industry', 'seniority', 'employees', 'region']),
    },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal('any_of'),
      attribute: Type.Enum(['industry', 'seniority', 'role', 'region', 'channel']),
      values: Type.Array(Label, { minItems: 1, maxItems: 500, uniqueItems: true }),
    },
    closed,
  ),
]);
export type AttributeTest = Static<typeof AttributeTest>;

export const AttributeRule = Type.Object(
  { id: Slug, test: AttributeTest, points: Points, group: Group },
  closed,
);
export type AttributeRule = Static<typeof AttributeRule>;

/** How points come about; a cap takes from the latest activities first and from attributes last. */
export const ScoringRules = Type.Object(
  {
    /** Which activities count: those recorded in the lead's present cycle, or all. */
    behaviour: Type.Enum(['cycle', 'all_cycles']),
    behaviourRules: Type.Array(BehaviourRule, { maxItems: 500 }),
    attributeRules: Type.Array(AttributeRule, { maxItems: 500 }),
    groupCaps: Type.Array(Type.Object({ group: Slug, cap: Limit }, closed), { maxItems: 100 }),
    totalCap: Type.Union([Limit, Type.Null()]),
  },
  closed,
);
export type ScoringRules = Static<typeof ScoringRules>;
