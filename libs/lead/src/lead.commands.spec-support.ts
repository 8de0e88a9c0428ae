import { type LeadCommandOf, type LeadCommandType } from './lead.commands';
import { score, sealed } from './lead.events.spec-support';
import { type Verdicts } from './lead';
import { type Score } from './score';
import { type SlaTimer } from './sla.values';

type Given<T extends LeadCommandType> = Partial<Omit<LeadCommandOf<T>, 'type'>>;

export function captureLead(given: Given<'CaptureLead'> = {}): LeadCommandOf<'CaptureLead'> {
  return { type: 'CaptureLead', source: {}, consents: [], identities: [], ...given };
}

export function changeProfile(given: Given<'ChangeProfile'>): LeadCommandOf<'ChangeProfile'> {
  return { type: 'ChangeProfile', from: 'person', identities: [], ...given };
}

export function changeConsent(given: Given<'ChangeConsent'> = {}): LeadCommandOf<'ChangeConsent'> {
  return { type: 'ChangeConsent', purpose: 'newsletter', given: true, ...given };
}

export function recordActivity(
  given: Given<'RecordActivity'> = {},
): LeadCommandOf<'RecordActivity'> {
  return { type: 'RecordActivity', activityType: 'document_downloaded', ...given };
}

export function retractActivity(eventId: string): LeadCommandOf<'RetractActivity'> {
  return { type: 'RetractActivity', eventId, reason: 'spam' };
}

export function recordScore(given: Partial<Score> = {}): LeadCommandOf<'RecordScore'> {
  return { type: 'RecordScore', score: score(given) };
}

export function assignLead(given: Given<'AssignLead'> = {}): LeadCommandOf<'AssignLead'> {
  return { type: 'AssignLead', assignee: 'aiko', department: 'inside_sales', ...given };
}

export function assignByRule(given: Given<'AssignByRule'> = {}): LeadCommandOf<'AssignByRule'> {
  const turn = { capacity: 2, of: 5, people: 3 };
  const why = { rule: 'everybody', matched: {}, turn };
  return { type: 'AssignByRule', handoff: 'mql', assignee: 'aiko', ...why, ...given };
}

export function claimLead(given: Given<'ClaimLead'> = {}): LeadCommandOf<'ClaimLead'> {
  return { type: 'ClaimLead', assignee: 'aiko', department: 'inside_sales', ...given };
}

export function putBackLead(given: Given<'PutBackLead'> = {}): LeadCommandOf<'PutBackLead'> {
  return { type: 'PutBackLead', reason: 'on_holiday', ...given };
}

export function recordContact(given: Given<'RecordContact'> = {}): LeadCommandOf<'RecordContact'> {
  return { type: 'RecordContact', channel: 'phone', outcome: 'connected', ...given };
}

export function promoteLead(given: Given<'PromoteLead'> = {}): LeadCommandOf<'PromoteLead'> {
  return { type: 'PromoteLead', reason: 'raised_hand', ...given };
}

export function assessBant(verdicts: Partial<Verdicts> = {}): LeadCommandOf<'AssessBant'> {
  const verdict = (letter: keyof Verdicts) => ({ verdict: verdicts[letter] ?? 'met' });
  return {
    type: 'AssessBant',
    budget: verdict('budget'),
    authority: verdict('authority'),
    need: verdict('need'),
    timing: verdict('timing'),
  };
}

export function qualifyLead(given: Given<'QualifyLead'> = {}): LeadCommandOf<'QualifyLead'> {
  return { type: 'QualifyLead', ...given };
}

export function acceptLead(given: Given<'AcceptLead'> = {}): LeadCommandOf<'AcceptLead'> {
  return { type: 'AcceptLead', ...given };
}

export function returnLead(given: Given<'ReturnLead'> = {}): LeadCommandOf<'ReturnLead'> {
  return { type: 'ReturnLead', reason: 'no_budget', ...given };
}

export function recycleLead(given: Given<'RecycleLead'> = {}): LeadCommandOf<'RecycleLead'> {
  return { type: 'RecycleLead', reason: 'not_now', ...given };
}

export function disqualifyLead(
  given: Given<'DisqualifyLead'> = {},
): LeadCommandOf<'DisqualifyLead'> {
  return { type: 'DisqualifyLead', reason: 'competitor', ...given };
}

export function reopenLead(given: Given<'ReopenLead'> = {}): LeadCommandOf<'ReopenLead'> {
  return { type: 'ReopenLead', reason: 'came_back', ...given };
}

export function winDeal(given: Given<'WinDeal'> = {}): LeadCommandOf<'WinDeal'> {
  return { type: 'WinDeal', ...given };
}

export function loseDeal(given: Given<'LoseDeal'> = {}): LeadCommandOf<'LoseDeal'> {
  return { type: 'LoseDeal', reason: 'price', ...given };
}

export function correctOutcome(
  given: Given<'CorrectOutcome'> = {},
): LeadCommandOf<'CorrectOutcome'> {
  return { type: 'CorrectOutcome', reason: 'typing_error', ...given };
}

export function recordCustomerValue(
  given: Given<'RecordCustomerValue'> = {},
): LeadCommandOf<'RecordCustomerValue'> {
  return { type: 'RecordCustomerValue', asOf: '2026-05-01', ...given };
}

export function giveFeedback(given: Given<'GiveFeedback'> = {}): LeadCommandOf<'GiveFeedback'> {
  return { type: 'GiveFeedback', rating: 4, note: sealed('knew what she wanted'), ...given };
}

export function importHistory(
  target: LeadCommandOf<'ImportHistory'>['target'],
  given: Given<'ImportHistory'> = {},
): LeadCommandOf<'ImportHistory'> {
  return { type: 'ImportHistory', target, reachedAt: {}, ...given };
}

export function pauseSla(slaId: string, given: Given<'PauseSla'> = {}): LeadCommandOf<'PauseSla'> {
  return { type: 'PauseSla', slaId, reason: 'waiting_for_lead', ...given };
}

export function resumeSla(slaId: string): LeadCommandOf<'ResumeSla'> {
  return { type: 'ResumeSla', slaId };
}

export function replanSla(
  slaId: string,
  given: Given<'ReplanSla'> = {},
): LeadCommandOf<'ReplanSla'> {
  return { type: 'ReplanSla', slaId, reason: 'wrong_holidays', ...given };
}

export function recordSlaTimer(slaId: string, timer: SlaTimer): LeadCommandOf<'RecordSlaTimer'> {
  return { type: 'RecordSlaTimer', slaId, timer };
}
