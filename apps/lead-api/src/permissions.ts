import { type LeadCommandType } from '@tasuki/lead';
import { type Principal, type Role } from '@tasuki/platform';

const whoTalksToLeads = ['marketing', 'inside_sales', 'service'] as const;
const whoFollowsUp = ['inside_sales', 'sales'] as const;

/** Which role may send which command. What is not in the table is denied. */
export const permissions: Readonly<Record<LeadCommandType, readonly Role[]>> = {
  CaptureLead: whoTalksToLeads,
  ChangeProfile: whoTalksToLeads,
  ChangeConsent: whoTalksToLeads,
  RecordActivity: whoTalksToLeads,
  RetractActivity: ['marketing', 'inside_sales'],
  PromoteLead: ['marketing', 'inside_sales'],
  GiveFeedback: ['marketing', 'inside_sales', 'sales'],
  AssignLead: whoFollowsUp,
  ClaimLead: whoFollowsUp,
  PutBackLead: whoFollowsUp,
  RecordContact: whoFollowsUp,
  AssessBant: whoFollowsUp,
  QualifyLead: ['inside_sales'],
  RecycleLead: ['inside_sales'],
  DisqualifyLead: whoFollowsUp,
  ReopenLead: whoFollowsUp,
  AcceptLead: ['sales'],
  ReturnLead: ['sales'],
  WinDeal: ['sales'],
  LoseDeal: ['sales'],
  CorrectOutcome: ['sales'],
  RecordCustomerValue: ['sales'],
  RecordScore: ['service'],
  AssignByRule: ['service'],
  PauseSla: ['inside_sales'],
  ResumeSla: ['inside_sales'],
  ReplanSla: ['admin'],
  RecordSlaTimer: ['service'],
  ImportHistory: ['service'],
};

export function maySend({ roles }: Principal, command: LeadCommandType): boolean {
  return roles.some((role) => permissions[command].includes(role));
}

/** What is no business command, but an act of running the system. */
export const operations = {
  see_read_models: ['admin', 'auditor'],
  rebuild: ['admin'],
  retry_parked: ['admin'],
  discard_parked: ['admin'],
  keep_calendars: ['admin'],
  redeliver: ['admin'],
  /** All leads at once, whoever has them; no personal data. */
  follow_events: ['service', 'admin', 'auditor'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type Operation = keyof typeof operations;

export function mayDo({ roles }: Principal, operation: Operation): boolean {
  const allowed: readonly Role[] = operations[operation];
  return roles.some((role) => allowed.includes(role));
}
