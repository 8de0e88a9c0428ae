import { Type, type Static } from 'typebox';

/** Budget, authority, need, timing: what inside sales finds out before a lead is SQL. */
export const bant = ['budget', 'authority', 'need', 'timing'] as const;
export type Bant = (typeof bant)[number];

const Letters = Type.Array(Type.Enum([...bant]), { uniqueItems: true });

/** All of `all` and, unless it is empty, at least one of `any` must be met. */
export const SqlCriteria = Type.Object(
  { all: Letters, any: Letters },
  { additionalProperties: false },
);
export type SqlCriteria = Static<typeof SqlCriteria>;

export type BantVerdicts = Readonly<Record<Bant, 'met' | 'not_met' | 'unknown'>>;

/**
 * The letters that stand between the lead and SQL, in BANT order; empty when it qualifies. Of
 * `any` it names every letter, since meeting one of them would do.
 */
export function unmetCriteria(criteria: SqlCriteria, verdicts: BantVerdicts): Bant[] {
  const met = (letter: Bant) => verdicts[letter] === 'met';
  const alternatives = criteria.any.some(met) ? [] : criteria.any;
  return bant.filter(
    (letter) => alternatives.includes(letter) || (criteria.all.includes(letter) && !met(letter)),
  );
}
