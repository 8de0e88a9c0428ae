import { refuse } from '@tasuki/domain';
import { type LeadCommandType } from './lead.commands';

export const openStages = ['nurturing', 'mql', 'contacted', 'sql', 'accepted'] as const;
export const closedStages = ['won', 'lost', 'disqualified'] as const;
export const stages = [...openStages, ...closedStages] as const;

export type OpenStage = (typeof openStages)[number];
export type Stage = (typeof stages)[number];

export function isOpen(stage: Stage): stage is OpenStage {
  return (openStages as readonly Stage[]).includes(stage);
}

/** Where a command leads: to one stage, or it leaves the lead where it is. */
export type Outcome = Stage | 'same';

export interface StageRule {
  readonly allowedIn: readonly Stage[];
  readonly leadsTo: Outcome;
  /** What the table cannot say in one word. */
  readonly remark?: string;
}

/** The stages in which somebody's turn has a deadline. */
const withDeadline = ['mql', 'contacted', 'sql'] as const;

const anyStage: StageRule = { allowedIn: stages, leadsTo: 'same' };

/**
 * Which command is allowed in which stage, and where it leads. The one place that says so:
 * `decide`, the error texts, the tests and docs/lead-stages.md are made from it.
 */
export const stageTable: Readonly<Record<LeadCommandType, StageRule>> = {
  CaptureLead: {
    ...anyStage,
    remark: 'a new lead starts in nurturing; a known one is merged into',
  },
  ChangeProfile: anyStage,
  ChangeConsent: anyStage,
  RecordActivity: anyStage,
  RetractActivity: anyStage,
  GiveFeedback: anyStage,
  RecordScore: {
    ...anyStage,
    remark: 'nurturing → mql at the threshold; declined, not refused, in closed stages',
  },
  AssignLead: { allowedIn: openStages, leadsTo: 'same' },
  AssignByRule: {
    ...anyStage,
    remark: 'declined, not refused, when somebody has the lead or it has gone on',
  },
  ClaimLead: { allowedIn: openStages, leadsTo: 'same' },
  PutBackLead: { allowedIn: openStages, leadsTo: 'same' },
  RecordContact: {
    allowedIn: openStages,
    leadsTo: 'same',
    remark: 'mql → contacted; where the policy demands it, only when somebody was reached',
  },
  PromoteLead: { allowedIn: ['nurturing'], leadsTo: 'mql' },
  AssessBant: { allowedIn: ['contacted', 'sql'], leadsTo: 'same' },
  QualifyLead: { allowedIn: ['contacted'], leadsTo: 'sql' },
  AcceptLead: { allowedIn: ['sql'], leadsTo: 'accepted' },
  ReturnLead: { allowedIn: ['sql', 'accepted'], leadsTo: 'contacted' },
  RecycleLead: { allowedIn: ['mql', 'contacted'], leadsTo: 'nurturing', remark: 'new cycle' },
  DisqualifyLead: { allowedIn: openStages, leadsTo: 'disqualified' },
  ReopenLead: {
    allowedIn: ['lost', 'disqualified'],
    leadsTo: 'nurturing',
    remark: 'new cycle',
  },
  WinDeal: { allowedIn: ['accepted'], leadsTo: 'won' },
  LoseDeal: { allowedIn: ['accepted'], leadsTo: 'lost' },
  CorrectOutcome: { allowedIn: ['won', 'lost'], leadsTo: 'accepted' },
  RecordCustomerValue: { allowedIn: ['won'], leadsTo: 'same' },
  PauseSla: { allowedIn: withDeadline, leadsTo: 'same' },
  ResumeSla: { allowedIn: withDeadline, leadsTo: 'same' },
  ReplanSla: { allowedIn: withDeadline, leadsTo: 'same' },
  RecordSlaTimer: { ...anyStage, remark: 'declined, not refused, when it is no longer due' },
  ImportHistory: {
    allowedIn: stages,
    leadsTo: 'same',
    remark: 'forward to the imported stage, while the lead has no live events',
  },
};

/** Refuses with the stages that would allow the command. */
export function assertAllowed(command: LeadCommandType, stage: Stage): void {
  const { allowedIn } = stageTable[command];
  if (allowedIn.includes(stage)) return;
  throw refuse(
    'not_allowed_in_stage',
    `${command} is not allowed in stage ${stage}; it is allowed in ${allowedIn.join(', ')}`,
    { command, stage, allowedIn: [...allowedIn] },
  );
}
