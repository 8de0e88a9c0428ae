import { calendarRef } from '@tasuki/calendar';
import { refOf } from '@tasuki/definition';
import { never, refuse } from '@tasuki/domain';
import { Equal } from 'typebox/value';
import { deadlineOf, extended, isBeyondHorizon, limitOf, warningOf } from './deadline';
import { type Lead } from './lead';
import { type LeadContext } from './lead.decide';
import { type LeadEvent, type LeadEventOf } from './lead.events';
import { type Sla } from './sla';
import { type PauseSla, type ReplanSla, type ResumeSla, type SlaCommand } from './sla.commands';
import { nameOf, resumption, warningDue } from './sla-due';
import { type SlaTerms } from './sla.values';

/** What a command makes of one of the lead's deadlines, after what had become due by now. */
export function decideSla(
  command: SlaCommand,
  lead: Lead,
  context: LeadContext,
): readonly LeadEvent[] {
  const sla = slaOf(command.slaId, lead);
  switch (command.type) {
    case 'PauseSla':
      return pause(command, sla, context);
    case 'ResumeSla':
      return resume(command, sla, context);
    case 'ReplanSla':
      return replan(command, sla, context);
    case 'RecordSlaTimer':
      // The end of a pause and a breach are written before any command.
      return command.timer === 'warning' ? warningDue(lead, sla, context) : [];
    default:
      return never(command);
  }
}

function slaOf(slaId: string, { slas }: Lead): Sla {
  const sla = slas.find(({ id }) => id === slaId);
  if (sla === undefined) throw refuse('sla_not_found', `this lead has no SLA ${slaId}`, { slaId });
  return sla;
}

function pause({ reason, note }: PauseSla, sla: Sla, { now, calendars }: LeadContext): LeadEvent[] {
  assertChangeable(sla, 'paused');
  const { longestPause } = sla.terms;
  if (longestPause === null) {
    const { policy } = sla;
    throw refuse('sla_not_pausable', `the policy of ${policy} allows no pause`, { sla: policy });
  }
  const until = limitOf(longestPause, calendars.byRef(sla.calendar), now);
  const why = { reason, ...(note !== undefined && { note }) };
  return [{ type: 'SlaPaused', data: { ...nameOf(sla), until, ...why } }];
}

function resume(_: ResumeSla, sla: Sla, context: LeadContext): LeadEvent[] {
  if (sla.pause === null || sla.ended !== null) {
    throw refuse('sla_not_paused', `the SLA ${sla.policy} is not paused`, { sla: sla.policy });
  }
  return [resumption(sla, context.now, 'person', context)];
}

/** What a new deadline is, and what it was computed from. */
type Planned = Omit<LeadEventOf<'SlaReplanned'>['data'], 'slaId' | 'sla' | 'cycle' | 'reason'>;

function replan(command: ReplanSla, sla: Sla, context: LeadContext): LeadEvent[] {
  assertChangeable(sla, 'replanned');
  const { reason, note } = command;
  const planned =
    command.dueAt === undefined ? byToday(sla, context) : byHand(command.dueAt, sla, context);
  if (isAsItStands(planned, sla)) return [];
  if (planned.dueAt <= context.now) {
    throw refuse('deadline_not_ahead', `the new deadline ${planned.dueAt} is not ahead of now`, {
      dueAt: planned.dueAt,
      now: context.now,
    });
  }
  const why = { reason, ...(note !== undefined && { note }) };
  return [{ type: 'SlaReplanned', data: { ...nameOf(sla), ...planned, ...why } }];
}

/** To name the deadline that it has, or to ask a policy and a calendar that say the same again, is no change. */
function isAsItStands(planned: Planned, sla: Sla): boolean {
  const asked: readonly (keyof Planned & keyof Sla)[] =
    planned.by === 'date' ? ['dueAt'] : ['dueAt', 'warnAt', 'terms', 'definition', 'calendar'];
  return asked.every((field) => Equal(planned[field], sla[field]));
}

/** Nobody means more; and working time is counted day by day. */
const farthestMs = 366 * 86_400_000;

/** What somebody names, whatever the policy says. */
function byHand(said: string, sla: Sla, { now, calendars }: LeadContext): Planned {
  if (Date.parse(said) > Date.parse(now) + farthestMs) {
    const message = `the new deadline ${said} lies more than a year ahead of now`;
    throw refuse('deadline_too_far', message, { dueAt: said, now });
  }
  const { terms, definition, calendar: ref, startedAt } = sla;
  const calendar = calendars.byRef(ref);
  const dueAt = new Date(said).toISOString();
  return {
    by: 'date',
    dueAt,
    warnAt: sla.warned ? sla.warnAt : warningOf(terms, calendar.time, startedAt, dueAt),
    terms,
    definition,
    calendar: ref,
    ...(isBeyondHorizon(calendar, dueAt) && { beyondHorizon: true }),
  };
}

/** As if the SLA had begun under today's policy and calendar; its pauses count again. */
function byToday(sla: Sla, { now, definitions, calendars }: LeadContext): Planned {
  const definition = definitions.inForceAt(now);
  const { slas } = definition.content;
  const { amount, unit, warnAt, longestPause } = slas.policies[sla.policy];
  const terms: SlaTerms = { amount, unit, warnAt, longestPause };
  const calendar = calendars.present(slas.calendar);
  const begun = { ...deadlineOf(terms, calendar, sla.startedAt), terms, warned: false };
  const deadline = sla.pauses.reduce(
    (so, past) => ({ ...so, ...extended(so, calendar, past) }),
    begun,
  );
  return {
    by: 'policy',
    dueAt: deadline.dueAt,
    warnAt: sla.warned ? sla.warnAt : deadline.warnAt,
    terms,
    definition: refOf(definition),
    calendar: calendarRef(calendar),
    ...(isBeyondHorizon(calendar, deadline.dueAt) && { beyondHorizon: true }),
  };
}

/** @throws Refusal once it has ended or was breached, and while it is paused */
function assertChangeable({ policy, ended, breached, pause }: Sla, what: string): void {
  const state = ended?.how ?? (breached ? 'breached' : pause === null ? 'running' : 'paused');
  if (state === 'running') return;
  throw refuse('sla_not_running', `the SLA ${policy} is ${state} and cannot be ${what}`, {
    sla: policy,
    state,
  });
}
