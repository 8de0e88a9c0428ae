import { refuse } from '@tasuki/domain';
import { happenedAtIfSaid } from './business-time';
import { type Lead } from './lead';
import { type ImportHistory, type LeadCommand } from './lead.commands';
import { type KnownLead, type LeadContext } from './lead.decide';
import { type LeadEvent } from './lead.events';
import { isOpen, openStages, type Stage } from './stages';

type Target = ImportHistory['target'];

/** The slug that stands where the source of an import says nothing. */
export const notStated = 'not_stated';

/**
 * The shortest legal path from where the lead stands to the stage that it had reached elsewhere,
 * as one append. Steps that the source dates carry `occurredAt`, the others none.
 */
export function importHistory(
  command: ImportHistory,
  lead: KnownLead,
  context: LeadContext,
): LeadEvent[] {
  return pathTo(command.target, lead.stage).map((stage) => {
    const step = {
      cycle: lead.cycle.number,
      ...happenedAtIfSaid(command.reachedAt[stage], context.now),
    };
    return stageEvent(stage, step, command);
  });
}

/** Whether a command tells the past of a lead, as against its news. */
export function imports(command: LeadCommand): boolean {
  return command.type === 'ImportHistory' || ('by' in command && command.by === 'import');
}

/** The past is told before the first live event: what came after it was decided without it. */
export function assertNotLive({ live, stage }: Lead): void {
  if (!live) return;
  throw refuse('lead_has_live_events', 'this lead has live events; its history is not imported', {
    stage,
  });
}

function pathTo(target: Target, from: Stage): readonly Target[] {
  if (target === from) return [];
  const here = openStages.findIndex((stage) => stage === from);
  const there = openStages.findIndex((stage) => stage === target);
  const backward = !isOpen(from) || (isOpen(target) && there < here);
  if (backward) {
    throw refuse('history_goes_backward', `a lead in ${from} cannot be imported as ${target}`, {
      stage: from,
      target,
    });
  }
  const steps = openStages.slice(here + 1) as Target[];
  if (target === 'disqualified') return [target];
  return isOpen(target) ? steps.slice(0, there - here) : [...steps, target];
}

function stageEvent(
  stage: Target,
  step: { cycle: number; occurredAt?: string },
  { owner, deal = {} }: ImportHistory,
): LeadEvent {
  const imported = { ...step, by: 'import' } as const;
  const { reason = notStated, value, ...closing } = deal;
  switch (stage) {
    case 'mql':
      return {
        type: 'LeadMarketingQualified',
        data: { ...imported, score: null, threshold: null, definition: null },
      };
    case 'contacted':
      return {
        type: 'LeadContacted',
        data: {
          ...imported,
          attempt: 1,
          channel: notStated,
          outcome: notStated,
          firstContact: true,
        },
      };
    case 'sql':
      return {
        type: 'LeadSalesQualified',
        data: { ...imported, assessment: null, override: { reason: 'import' } },
      };
    case 'accepted':
      return {
        type: 'LeadAcceptedBySales',
        data: { ...imported, ...(owner !== undefined && { owner }) },
      };
    case 'won':
      return {
        type: 'DealWon',
        data: { ...imported, ...closing, ...(value && { value }) },
      };
    case 'lost':
      return { type: 'DealLost', data: { ...imported, ...closing, reason } };
    case 'disqualified':
      return { type: 'LeadDisqualified', data: { ...imported, reason } };
  }
}
