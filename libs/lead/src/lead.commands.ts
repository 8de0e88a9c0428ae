import { type Department, type Money, type Sealed } from '@tasuki/domain';
import { type LeadEventOf } from './lead.events';
import { type Score } from './score';
import { type SlaCommand } from './sla.commands';
import { type Stage } from './stages';
import {
  type Assessment,
  type ByRule,
  type Company,
  type CompanyChange,
  type Consent,
  type Identity,
  type IdentityConflict,
  type Person,
  type PersonChange,
  type Source,
} from './lead.values';

export interface Reasoned {
  /** A slug from the company's list of reasons. */
  readonly reason: string;
  readonly note?: Sealed;
}

/** Business time of what is reported; now when left out. */
interface Dated {
  readonly occurredAt?: string;
}

interface Importable {
  readonly by?: 'import';
}

export interface CaptureLead extends Dated, Importable {
  readonly type: 'CaptureLead';
  readonly source: Source;
  readonly person?: Person;
  readonly company?: Company;
  readonly consents: readonly Consent[];
  readonly identities: readonly Identity[];
  readonly identityConflict?: IdentityConflict;
}

export interface ChangeProfile extends Dated, Importable {
  readonly type: 'ChangeProfile';
  readonly person?: PersonChange;
  readonly company?: CompanyChange;
  readonly from: LeadEventOf<'LeadProfileChanged'>['data']['from'];
  /** What the lead is known by from now on; a new e-mail takes the former one's place. */
  readonly identities: readonly Identity[];
}

export type ChangeConsent = { readonly type: 'ChangeConsent' } & Consent & Importable;

export interface RecordActivity extends Dated, Importable {
  readonly type: 'RecordActivity';
  readonly activityType: string;
  readonly asset?: string;
  readonly source?: string;
  readonly note?: Sealed;
}

export interface RetractActivity extends Reasoned {
  readonly type: 'RetractActivity';
  readonly eventId: string;
}

export interface GiveFeedback {
  readonly type: 'GiveFeedback';
  /** 1 (useless) to 5 (excellent). */
  readonly rating: number;
  readonly note?: Sealed;
}

/** Sent by the scorer: what one fact is worth. */
export interface RecordScore {
  readonly type: 'RecordScore';
  readonly score: Score;
}

export interface AssignLead {
  readonly type: 'AssignLead';
  readonly assignee: string;
  readonly department: Department;
  readonly reason?: string;
  readonly note?: Sealed;
}

/**
 * A rule gives a lead that was handed over to somebody. Declined when somebody has it, or when it has
 * gone on meanwhile.
 */
export interface AssignByRule extends Omit<ByRule, 'kind'> {
  readonly type: 'AssignByRule';
  readonly assignee: string;
}

/** Somebody takes it; refused when another has it, who is named. */
export interface ClaimLead {
  readonly type: 'ClaimLead';
  readonly assignee: string;
  readonly department: Department;
}

/** Whoever has it gives it up. */
export interface PutBackLead extends Reasoned {
  readonly type: 'PutBackLead';
}

export interface RecordContact extends Dated {
  readonly type: 'RecordContact';
  readonly channel: string;
  readonly outcome: string;
  readonly note?: Sealed;
}

export interface PromoteLead extends Reasoned {
  readonly type: 'PromoteLead';
}

export type AssessBant = { readonly type: 'AssessBant' } & Assessment;

export interface QualifyLead extends Dated {
  readonly type: 'QualifyLead';
  /** Needed when the definition's criteria are not met. */
  readonly override?: Reasoned;
}

export interface AcceptLead extends Dated {
  readonly type: 'AcceptLead';
  readonly owner?: string;
}

export interface ReturnLead extends Reasoned {
  readonly type: 'ReturnLead';
}

export interface RecycleLead extends Reasoned {
  readonly type: 'RecycleLead';
}

export interface DisqualifyLead extends Reasoned {
  readonly type: 'DisqualifyLead';
}

export interface ReopenLead extends Reasoned {
  readonly type: 'ReopenLead';
}

interface Closing extends Dated {
  readonly closedOn?: string;
  readonly product?: string;
}

export interface WinDeal extends Closing {
  readonly type: 'WinDeal';
  readonly value?: Money;
}

export interface LoseDeal extends Closing, Reasoned {
  readonly type: 'LoseDeal';
  readonly competitor?: string;
}

export interface CorrectOutcome extends Reasoned {
  readonly type: 'CorrectOutcome';
}

export interface RecordCustomerValue {
  readonly type: 'RecordCustomerValue';
  readonly lifetimeValue?: Money;
  readonly churnedOn?: string;
  readonly asOf: string;
}

/** A stage that was reached in the past, in another system: the whole path in one command. */
export interface ImportHistory {
  readonly type: 'ImportHistory';
  readonly target: Exclude<Stage, 'nurturing'>;
  /** The steps that the source dates; the others carry no time of their own. */
  readonly reachedAt: Readonly<Partial<Record<Stage, string>>>;
  readonly owner?: string;
  readonly deal?: {
    readonly value?: Money;
    readonly closedOn?: string;
    readonly product?: string;
    readonly reason?: string;
  };
}

export type LeadCommand =
  | CaptureLead
  | ChangeProfile
  | ChangeConsent
  | RecordActivity
  | RetractActivity
  | GiveFeedback
  | RecordScore
  | AssignLead
  | AssignByRule
  | ClaimLead
  | PutBackLead
  | RecordContact
  | PromoteLead
  | AssessBant
  | QualifyLead
  | AcceptLead
  | ReturnLead
  | RecycleLead
  | DisqualifyLead
  | ReopenLead
  | WinDeal
  | LoseDeal
  | CorrectOutcome
  | RecordCustomerValue
  | ImportHistory
  | SlaCommand;

export type LeadCommandType = LeadCommand['type'];
export type LeadCommandOf<T extends LeadCommandType> = Extract<LeadCommand, { type: T }>;
