import { type DefinitionRef, refuse } from '@tasuki/domain';
import { happenedAt } from './business-time';
import { type ActivityList } from './lead';
import { type RecordActivity, type RecordScore, type RetractActivity } from './lead.commands';
import { type KnownLead, type LeadContext } from './lead.decide';
import { type LeadEvent } from './lead.events';
import { isOpen } from './stages';

export function recordActivity(command: RecordActivity, context: LeadContext): LeadEvent[] {
  const { type: _, ...activity } = command;
  const occurredAt = happenedAt(command.occurredAt, context.now);
  return [{ type: 'LeadActivityRecorded', data: { ...activity, occurredAt } }];
}

export function retractActivity(command: RetractActivity, lead: KnownLead): LeadEvent[] {
  const { type: _, ...data } = command;
  if (!includes(lead.activities, data.eventId)) {
    throw refuse('activity_not_found', `this lead has no activity ${data.eventId}`, {
      eventId: data.eventId,
    });
  }
  return lead.retracted.has(data.eventId) ? [] : [{ type: 'LeadActivityRetracted', data }];
}

/**
 * Writes a score that says something new, and with it the MQL when it reaches the threshold.
 * What comes late, twice, out of order, or for a lead that is closed is declined: no harm done.
 */
export function recordScore(
  { score }: RecordScore,
  lead: KnownLead,
  context: LeadContext,
): LeadEvent[] {
  if (!isOpen(lead.stage) || score.fact > lead.version || isOutdated(score, lead)) return [];
  const { threshold } = context.definitions.byRef(score.definition).content;
  const qualifies = lead.stage === 'nurturing' && score.total >= threshold;
  const isNews =
    lead.score?.total !== score.total || !isSame(lead.score.definition, score.definition);
  const events: LeadEvent[] = [];
  if (isNews || qualifies) events.push({ type: 'LeadScored', data: score });
  if (qualifies) {
    events.push({
      type: 'LeadMarketingQualified',
      data: {
        cycle: lead.cycle.number,
        score: score.total,
        threshold,
        definition: score.definition,
        by: 'score',
      },
    });
  }
  return events;
}

function isOutdated(score: RecordScore['score'], lead: KnownLead): boolean {
  if (score.fact < lead.cycle.since) return true;
  if (lead.score === null) return false;
  if (score.fact < lead.score.fact) return true;
  return score.fact === lead.score.fact && isSame(score.definition, lead.score.definition);
}

function isSame(one: DefinitionRef, other: DefinitionRef): boolean {
  return one.version === other.version && one.hash === other.hash;
}

function includes(activities: ActivityList | null, eventId: string): boolean {
  for (let list = activities; list !== null; list = list.earlier) {
    if (list.eventId === eventId) return true;
  }
  return false;
}
