import { type Stage } from '@tasuki/lead';
import {
  type EventType,
  type Facts,
  happenedEarlier,
  isOverdue,
  shortId,
  type Template,
  untilWhen,
} from './facts';
import { moment } from './moment';

const headlines: Readonly<Record<EventType, string>> = {
  LeadCaptured: 'New lead',
  LeadProfileChanged: 'Profile changed',
  LeadConsentChanged: 'Consent changed',
  LeadActivityRecorded: 'New activity',
  LeadActivityRetracted: 'Activity retracted',
  LeadScored: 'New score',
  SalesFeedbackGiven: 'Feedback from sales',
  LeadMarketingQualified: 'New MQL',
  LeadAssigned: 'Lead assigned',
  LeadPutBack: 'Lead put back',
  LeadContacted: 'Contact attempt',
  BantAssessed: 'BANT assessed',
  LeadSalesQualified: 'New SQL',
  LeadAcceptedBySales: 'Accepted by sales',
  LeadReturnedBySales: 'Returned by sales',
  LeadRecycled: 'Back to nurturing',
  LeadDisqualified: 'Disqualified',
  LeadReopened: 'Reopened',
  DealWon: 'Deal won',
  DealLost: 'Deal lost',
  DealOutcomeCorrected: 'Outcome corrected',
  CustomerValueRecorded: 'Customer value',
  SlaStarted: 'Deadline set',
  SlaWarned: 'Deadline near',
  SlaBreached: 'Deadline missed',
  SlaMet: 'Deadline settled',
  SlaPaused: 'Deadline paused',
  SlaResumed: 'Deadline runs again',
  SlaReplanned: 'Deadline moved',
  SlaCancelled: 'Deadline cancelled',
};

const stages: Readonly<Record<Stage, string>> = {
  nurturing: 'nurturing',
  mql: 'MQL',
  contacted: 'contacted',
  sql: 'SQL',
  accepted: 'accepted by sales',
  won: 'won',
  lost: 'lost',
  disqualified: 'disqualified',
};

/** What a stage with a deadline asks for. */
const asks: Readonly<Partial<Record<Stage, string>>> = {
  mql: 'contact the lead',
  contacted: 'decide whether the lead is an SQL',
  sql: 'accept the lead or return it',
};

export const textOf: Template = (type, facts) => {
  const lead = leadIn(facts);
  const { assignee, stage, recordedAt, occurredAt, leadId } = facts;
  const lines = [
    `${facts.what.charAt(0).toUpperCase()}${facts.what.slice(1)}.`,
    '',
    ...toDo(facts),
    `Lead: ${lead}`,
    `Stage: ${stages[stage]}`,
    `Assigned to: ${assignee ?? 'nobody'}`,
    ...(happenedEarlier(facts) ? [`Happened: ${at(occurredAt, facts)}`] : []),
    `Recorded: ${at(recordedAt, facts)}`,
    `Lead ID: ${leadId}`,
  ];
  return { subject: `${headlines[type]}: ${lead}${until(type, facts)}`, body: lines.join('\n') };
};

function leadIn(facts: Facts): string {
  const named = [facts.person, facts.company].filter((name) => name !== null);
  return named.length > 0 ? named.join(', ') : `lead ${shortId(facts)}`;
}

function until(type: EventType, facts: Facts): string {
  if (facts.dueAt === null || !untilWhen.has(type)) return '';
  return ` (${isOverdue(facts) ? 'was due' : 'due'} ${at(facts.dueAt, facts)})`;
}

function toDo(facts: Facts): readonly string[] {
  const { stage, dueAt } = facts;
  const ask = asks[stage];
  if (ask === undefined) return [];
  if (dueAt === null) return [`To do: ${ask}.`];
  const due = at(dueAt, facts);
  return [
    isOverdue(facts) ? `To do: ${ask} at once; it was due ${due}.` : `To do: ${ask} by ${due}.`,
  ];
}

function at(instant: string, { timeZone }: Facts): string {
  return moment(instant, timeZone, 'en-GB');
}
