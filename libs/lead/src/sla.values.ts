import { SlaPolicy, type SlaPolicyId } from '@tasuki/definition';
import { Department, Label, UtcInstant } from '@tasuki/domain';
import { Type, type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const { amount, unit, warnAt, longestPause } = SlaPolicy.properties;

/** What the policy said when the deadline was set; see `SlaPolicy`. */
export const SlaTerms = Type.Object({ amount, unit, warnAt, longestPause }, closed);
export type SlaTerms = Static<typeof SlaTerms>;

/** When a deadline comes near, and when it has passed. */
export const Deadline = Type.Object({ warnAt: UtcInstant, dueAt: UtcInstant }, closed);
export type Deadline = Static<typeof Deadline>;

/** What an SLA took, in milliseconds. */
export const Elapsed = Type.Object(
  {
    /** From start to end by the clock on the wall. */
    wallMs: Type.Integer({ minimum: 0 }),
    /** How much of it was paused. */
    pausedMs: Type.Integer({ minimum: 0 }),
    /** Working time, by the SLA's calendar, outside the pauses. */
    workingMs: Type.Integer({ minimum: 0 }),
  },
  closed,
);
export type Elapsed = Static<typeof Elapsed>;

/** Who is due a notification: one person, or everybody of a department. */
export const Addressee = Type.Union([
  Type.Object({ subject: Label }, closed),
  Type.Object({ department: Department }, closed),
]);
export type Addressee = Static<typeof Addressee>;

/** Whose turn it is while the SLA runs. */
export const slaDepartments = {
  firstContact: 'inside_sales',
  sqlDecision: 'inside_sales',
  salesAcceptance: 'sales',
} as const satisfies Readonly<Record<SlaPolicyId, Department>>;

/** What a timer of an SLA is for. */
export const slaTimerKinds = ['warning', 'breach', 'pause_end'] as const;
export type SlaTimer = (typeof slaTimerKinds)[number];
