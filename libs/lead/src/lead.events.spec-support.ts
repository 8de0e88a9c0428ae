import { builtInCalendarsOnly, calendarRef } from '@tasuki/calendar';
import { type SlaPolicyId, versionZero } from '@tasuki/definition';
import { builtIn } from './definitions.spec-support';
import { idOf, now } from './given-when-then.spec-support';
import { type LeadEvent, type LeadEventOf } from './lead.events';
import { type Verdicts } from './lead';
import { type Identity } from './lead.values';
import { type Score } from './score';
import { type Stage } from './stages';

type Data<T extends LeadEvent['type']> = Partial<LeadEventOf<T>['data']>;

/** A text under the lead's key, as it stands in events; the same word seals to the same text. */
export function sealed(word: string): string {
  return `sealed.v1.${Buffer.from(word).toString('base64url').padEnd(38, '_')}`;
}

export function email(letter: string): Identity {
  return { kind: 'email', hash: letter.repeat(64) };
}

export function external(digit: string): Identity {
  return { kind: 'external', hash: digit.repeat(64) };
}

export function captured(data: Data<'LeadCaptured'> = {}): LeadEvent {
  const rest = { source: {}, consents: [], identities: [], occurredAt: now };
  return { type: 'LeadCaptured', data: { ...rest, ...data } };
}

export function profileChanged(data: Data<'LeadProfileChanged'>): LeadEvent {
  const none = { identitiesSet: [], identitiesDropped: [] };
  return { type: 'LeadProfileChanged', data: { from: 'person', ...none, ...data } };
}

export function consentChanged(data: Data<'LeadConsentChanged'> = {}): LeadEvent {
  return { type: 'LeadConsentChanged', data: { purpose: 'newsletter', given: true, ...data } };
}

export function activity(data: Data<'LeadActivityRecorded'> = {}): LeadEvent {
  const rest = { activityType: 'document_downloaded', occurredAt: now };
  return { type: 'LeadActivityRecorded', data: { ...rest, ...data } };
}

export function retracted(eventId: string): LeadEvent {
  return { type: 'LeadActivityRetracted', data: { eventId, reason: 'spam' } };
}

export function score(data: Partial<Score> = {}): Score {
  const { total = 10 } = data;
  return {
    fact: 1,
    behaviour: total,
    attribute: 0,
    total,
    asOf: now,
    definition: builtIn,
    contributions: [],
    adjustments: [],
    unscored: [],
    unknown: [],
    ...data,
  };
}

export function scored(data: Partial<Score> = {}): LeadEvent {
  return { type: 'LeadScored', data: score(data) };
}

export function mql(data: Data<'LeadMarketingQualified'> = {}): LeadEvent {
  const rest = { cycle: 1, score: 50, threshold: 50, definition: builtIn, by: 'score' } as const;
  return { type: 'LeadMarketingQualified', data: { ...rest, ...data } };
}

export function assigned(data: Data<'LeadAssigned'> = {}): LeadEvent {
  const rest = { assignee: 'aiko', department: 'inside_sales', by: { kind: 'person' } } as const;
  return { type: 'LeadAssigned', data: { ...rest, ...data } };
}

export function putBack(data: Data<'LeadPutBack'> = {}): LeadEvent {
  const rest = { assignee: 'aiko', department: 'inside_sales', reason: 'on_holiday' } as const;
  return { type: 'LeadPutBack', data: { ...rest, ...data } };
}

/** A contact attempt that changed no stage. */
export function attempted(data: Data<'LeadContacted'> = {}): LeadEvent {
  const said = { channel: 'phone', outcome: 'no_answer', occurredAt: now };
  return {
    type: 'LeadContacted',
    data: { cycle: 1, attempt: 1, firstContact: false, ...said, ...data },
  };
}

/** The contact that made an MQL `contacted`. */
export function contacted(data: Data<'LeadContacted'> = {}): LeadEvent {
  return attempted({ outcome: 'connected', firstContact: true, ...data });
}

export function bantAssessed(verdicts: Partial<Verdicts> = {}, cycle = 1): LeadEvent {
  const { budget, authority, need, timing } = { ...allMet, ...verdicts };
  const letters = {
    budget: { verdict: budget },
    authority: { verdict: authority },
    need: { verdict: need },
    timing: { verdict: timing },
  };
  return { type: 'BantAssessed', data: { cycle, ...letters } };
}
export const allMet = { budget: 'met', authority: 'met', need: 'met', timing: 'met' } as const;

export function sql(data: Data<'LeadSalesQualified'> = {}): LeadEvent {
  const rest = { cycle: 1, definition: builtIn, assessment: null };
  return { type: 'LeadSalesQualified', data: { ...rest, ...data } };
}

export function accepted(data: Data<'LeadAcceptedBySales'> = {}): LeadEvent {
  return { type: 'LeadAcceptedBySales', data: { cycle: 1, ...data } };
}

export function returned(data: Data<'LeadReturnedBySales'> = {}): LeadEvent {
  return { type: 'LeadReturnedBySales', data: { cycle: 1, reason: 'no_budget', ...data } };
}

export function recycled(cycle: number): LeadEvent {
  return { type: 'LeadRecycled', data: { cycle, reason: 'not_now' } };
}

export function disqualified(data: Data<'LeadDisqualified'> = {}): LeadEvent {
  return { type: 'LeadDisqualified', data: { cycle: 1, reason: 'competitor', ...data } };
}

export function reopened(cycle: number): LeadEvent {
  return { type: 'LeadReopened', data: { cycle, reason: 'came_back' } };
}

export function won(data: Data<'DealWon'> = {}): LeadEvent {
  return { type: 'DealWon', data: { cycle: 1, ...data } };
}

export function lost(data: Data<'DealLost'> = {}): LeadEvent {
  return { type: 'DealLost', data: { cycle: 1, reason: 'price', ...data } };
}

export function corrected(data: Data<'DealOutcomeCorrected'> = {}): LeadEvent {
  return { type: 'DealOutcomeCorrected', data: { cycle: 1, reason: 'typing_error', ...data } };
}

/** The id of the SLA of these fixtures. */
export const itsSla = '00000000-0000-4000-9700-000000000001';

const named = (sla: SlaPolicyId) => ({ slaId: itsSla, sla, cycle: 1 });

/** Running since its lead's last event; warned of at noon UTC of 1 May, due at midnight. */
export function slaStarted(sla: SlaPolicyId, data: Data<'SlaStarted'> = {}): LeadEvent {
  const { amount, unit, warnAt, longestPause } = versionZero.content.slas.policies[sla];
  return {
    type: 'SlaStarted',
    data: {
      ...named(sla),
      startedBy: idOf(2),
      terms: { amount, unit, warnAt, longestPause },
      warnAt: '2026-05-01T12:00:00.000Z',
      dueAt: '2026-05-02T00:00:00.000Z',
      definition: builtIn,
      calendar: calendarRef(builtInCalendarsOnly.present('default')),
      ...data,
    },
  };
}

export function slaWarned(sla: SlaPolicyId, data: Data<'SlaWarned'> = {}): LeadEvent {
  const times = { warnAt: '2026-05-01T12:00:00.000Z', dueAt: '2026-05-02T00:00:00.000Z' };
  return { type: 'SlaWarned', data: { ...named(sla), ...times, notify: [], ...data } };
}

export function slaBreached(sla: SlaPolicyId, data: Data<'SlaBreached'> = {}): LeadEvent {
  const dueAt = '2026-05-02T00:00:00.000Z';
  return { type: 'SlaBreached', data: { ...named(sla), dueAt, notify: [], ...data } };
}

export function slaPaused(sla: SlaPolicyId, data: Data<'SlaPaused'> = {}): LeadEvent {
  const until = '2026-05-20T09:00:00.000Z';
  return {
    type: 'SlaPaused',
    data: { ...named(sla), until, reason: 'waiting_for_lead', ...data },
  };
}

/** What happened to a lead that stands in this stage. */
export const storyOf: Readonly<Record<Stage, readonly LeadEvent[]>> = {
  nurturing: [captured()],
  mql: [captured(), mql()],
  contacted: [captured(), mql(), contacted()],
  sql: [captured(), mql(), contacted(), sql()],
  accepted: [captured(), mql(), contacted(), sql(), accepted()],
  won: [captured(), mql(), contacted(), sql(), accepted(), won()],
  lost: [captured(), mql(), contacted(), sql(), accepted(), lost()],
  disqualified: [captured(), disqualified()],
};

/** The same, told by an import. */
export const importedStoryOf: Readonly<Record<Stage, readonly LeadEvent[]>> = (() => {
  const by = 'import' as const;
  const known = [captured({ by })];
  const none = { score: null, threshold: null, definition: null };
  const qualified = [...known, mql({ ...none, by })];
  const notStated = { channel: 'not_stated', outcome: 'not_stated', occurredAt: undefined };
  const reached = [...qualified, contacted({ ...notStated, by })];
  const override = { reason: 'import' };
  const checked = [...reached, sql({ definition: undefined, override, by })];
  const taken = [...checked, accepted({ by })];
  return {
    nurturing: known,
    mql: qualified,
    contacted: reached,
    sql: checked,
    accepted: taken,
    won: [...taken, won({ by })],
    lost: [...taken, lost({ reason: 'not_stated', by })],
    disqualified: [...known, disqualified({ reason: 'not_stated', by })],
  };
})();
