import { Label, Slug } from '@tasuki/domain';
import { Type, type Static } from 'typebox';

const closed = { additionalProperties: false } as const;

/** Contact after MQL; SQL or not after that contact; acceptance or return after SQL. */
export const slaPolicyIds = ['firstContact', 'sqlDecision', 'salesAcceptance'] as const;
export type SlaPolicyId = (typeof slaPolicyIds)[number];

/** Whoever has the lead; everybody of the department whose turn it is; or one person by subject. */
export const Recipient = Type.Union([
  Type.Literal('assignee'),
  Type.Literal('department'),
  Type.Object({ subject: Label }, closed),
]);
export type Recipient = Static<typeof Recipient>;

const Recipients = Type.Array(Recipient, { maxItems: 50, uniqueItems: true });

/** Who is due a notification when a deadline comes near, and when it has passed. */
export const Escalation = Type.Object({ warn: Recipients, breach: Recipients }, closed);
export type Escalation = Static<typeof Escalation>;

/** One deadline: so many of a unit, by the calendar of the definition's SLAs. */
export const SlaPolicy = Type.Object(
  {
    amount: Type.Integer({ minimum: 1, maximum: 10_000 }),
    /** `hours` by the clock on the wall; the other two by working time. */
    unit: Type.Enum(['hours', 'business_hours', 'business_days']),
    /** The share of the time from start to deadline after which a warning is due. */
    warnAt: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }),
    /** Business days after which a pause ends by itself; `null` when it cannot be paused. */
    longestPause: Type.Union([Type.Integer({ minimum: 1, maximum: 250 }), Type.Null()]),
    escalation: Escalation,
  },
  closed,
);
export type SlaPolicy = Static<typeof SlaPolicy>;

export const FirstContactPolicy = Type.Object(
  {
    ...SlaPolicy.properties,
    /** Whether somebody must have been reached: else any attempt makes the lead `contacted`. */
    mustBeConnected: Type.Boolean(),
  },
  closed,
);
export type FirstContactPolicy = Static<typeof FirstContactPolicy>;

export const Slas = Type.Object(
  {
    /** The id of the calendar that says what working time is. */
    calendar: Slug,
    policies: Type.Object(
      {
        firstContact: FirstContactPolicy,
        sqlDecision: SlaPolicy,
        salesAcceptance: SlaPolicy,
      },
      closed,
    ),
  },
  closed,
);
export type Slas = Static<typeof Slas>;
