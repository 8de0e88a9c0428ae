import { type DefinitionRef, Department, departments, Money, Slug } from '@tasuki/domain';
import { Type, type Static } from 'typebox';
import { ScoringRules } from './scoring-rules';
import { Slas } from './sla-policies';
import { SqlCriteria } from './sql-criteria';

const closed = { additionalProperties: false } as const;
const Slugs = Type.Array(Slug, { maxItems: 500, uniqueItems: true });
const Employees = Type.Integer({ minimum: 1, maximum: 100_000_000 });
const Agreement = Type.String({ minLength: 1, maxLength: 2000 });

/** A target of a KPI; `null` until the departments have set one. */
const Target = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const Share = Type.Number({ minimum: 0, maximum: 1 });

/** The words that a lead's seniority is told in; the same as a lead's (held by a test in scoring). */
const decisionMakerLevels = [
  'owner',
  'c_level',
  'vp',
  'director',
  'manager',
  'staff',
  'other',
] as const;

/** Which companies and people win often and are worth much. An empty list, or `null`, is not set yet. */
export const Icp = Type.Object(
  {
    industries: Slugs,
    /** Both ends included; a `max` of `null` is open. */
    employees: Type.Union([
      Type.Object({ min: Employees, max: Type.Union([Employees, Type.Null()]) }, closed),
      Type.Null(),
    ]),
    decisionMakers: Type.Array(Type.Enum([...decisionMakerLevels]), { uniqueItems: true }),
    regions: Slugs,
  },
  closed,
);
export type Icp = Static<typeof Icp>;

/**
 * What the three departments sign: the content of one version of the definition.
 *
 * Stored for ever, and hashed as it stands (SHA-256 over RFC 8785 canonical JSON), so it can be
 * neither upcast nor tidied up. Every field is required and "none" is `null`: one meaning has one
 * hash. A change of shape or of what a field means is a new `format` beside this one.
 */
export const DefinitionContent = Type.Object(
  {
    format: Type.Literal(2),
    icp: Icp,
    scoring: ScoringRules,
    /** A lead is MQL from this score on. */
    threshold: Type.Number({ multipleOf: 0.01, exclusiveMinimum: 0, maximum: 1_000_000 }),
    sql: SqlCriteria,
    slas: Slas,
    /** What is agreed on each handoff beside threshold and criteria, in the departments' words. */
    handoffs: Type.Object(
      { marketingToInsideSales: Agreement, insideSalesToSales: Agreement },
      closed,
    ),
    /** After which steps a reason must flow back to marketing. */
    feedback: Type.Object(
      {
        reasonRequired: Type.Array(Type.Enum(['returned', 'recycled', 'disqualified', 'lost']), {
          uniqueItems: true,
        }),
      },
      closed,
    ),
    /** Targets: rates as shares of 1. */
    kpis: Type.Object(
      {
        mqlToSqlRate: Target(Share),
        winRate: Target(Share),
        valuePerWonDeal: Target(Money),
        churnRate: Target(Share),
      },
      closed,
    ),
    review: Type.Object(
      {
        rhythm: Type.Literal('quarterly'),
        participants: Type.Array(Department, {
          minItems: departments.length,
          uniqueItems: true,
        }),
        /** What calls for a revision before the next review. */
        reviseOn: Slugs,
      },
      closed,
    ),
  },
  closed,
);
export type DefinitionContent = Static<typeof DefinitionContent>;

/** One version, as everything that judges a lead takes it. */
export interface Definition extends DefinitionRef {
  readonly content: DefinitionContent;
  /** Nobody has signed it: the built-in version 0, marked so wherever it shows. */
  readonly provisional: boolean;
}

/** How events name it. */
export function refOf(definition: Definition): DefinitionRef {
  return { version: definition.version, hash: definition.hash };
}
