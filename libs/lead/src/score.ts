import { DefinitionRef, Slug, Uuid } from '@tasuki/domain';
import { Type, type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });

/** How many causing events a contribution names; the rest is a number. */
export const namedCauses = 20;

/**
 * What one rule gave. `points` is what counts: after frequency, decay and caps;
 * `raw` is what the counted activities were worth before decay and caps.
 */
export const Contribution = Type.Object(
  {
    rule: Slug,
    kind: Type.Enum(['behaviour', 'attribute']),
    seen: Count,
    counted: Count,
    raw: Type.Number(),
    points: Type.Number(),
    causes: Type.Array(Uuid, { maxItems: namedCauses }),
    moreCauses: Count,
    /** Why an attribute rule gave nothing though the lead was looked at. */
    remark: Type.Optional(Type.Enum(['icp_not_set', 'unknown', 'not_matched'])),
  },
  closed,
);
export type Contribution = Static<typeof Contribution>;

/**
 * A line of the explanation that no single rule owns. `cut` of a cap is how much it took away
 * (already missing from the contributions' `points`); `added` of the floor lifts the sum to 0.
 */
export const Adjustment = Type.Union([
  Type.Object(
    { kind: Type.Literal('group_cap'), group: Slug, limit: Type.Number(), cut: Type.Number() },
    closed,
  ),
  Type.Object(
    { kind: Type.Literal('total_cap'), limit: Type.Number(), cut: Type.Number() },
    closed,
  ),
  Type.Object({ kind: Type.Literal('floor'), added: Type.Number() }, closed),
]);
export type Adjustment = Static<typeof Adjustment>;

/**
 * The score of one fact, with its whole explanation: the contributions' `points` and the floor's
 * `added` sum to `total`, always.
 */
export const Score = Type.Object(
  {
    /** The stream version of the fact that this is the score of. */
    fact: Type.Integer({ minimum: 1 }),
    behaviour: Type.Number(),
    attribute: Type.Number(),
    total: Type.Number({ minimum: 0 }),
    /** The `recordedAt` of the fact; ages are measured up to it. */
    asOf: Type.String({ format: 'date-time' }),
    definition: DefinitionRef,
    contributions: Type.Array(Contribution),
    adjustments: Type.Array(Adjustment),
    /** Activity types that no rule knows, and how often they were seen. */
    unscored: Type.Array(Type.Object({ activityType: Slug, seen: Count }, closed)),
    /** Attributes that rules ask for and nobody has told us; they contribute nothing. */
    unknown: Type.Array(Slug),
  },
  closed,
);
export type Score = Static<typeof Score>;
