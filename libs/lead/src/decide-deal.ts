import { happenedAtIfSaid } from './business-time';
import { stageData } from './decide-handoff';
import { type CorrectOutcome, type LoseDeal, type WinDeal } from './lead.commands';
import { type KnownLead, type LeadContext } from './lead.decide';
import { type LeadEvent } from './lead.events';

export function winDeal(command: WinDeal, lead: KnownLead, context: LeadContext): LeadEvent[] {
  const { type: _, occurredAt, ...deal } = command;
  return [
    {
      type: 'DealWon',
      data: {
        ...stageData(lead, context),
        ...deal,
        ...happenedAtIfSaid(occurredAt, context.now),
      },
    },
  ];
}

export function loseDeal(command: LoseDeal, lead: KnownLead, context: LeadContext): LeadEvent[] {
  const { type: _, occurredAt, ...deal } = command;
  return [
    {
      type: 'DealLost',
      data: {
        ...stageData(lead, context),
        ...deal,
        ...happenedAtIfSaid(occurredAt, context.now),
      },
    },
  ];
}

export function correctOutcome(
  command: CorrectOutcome,
  lead: KnownLead,
  context: LeadContext,
): LeadEvent[] {
  const { type: _, ...why } = command;
  return [{ type: 'DealOutcomeCorrected', data: { ...stageData(lead, context), ...why } }];
}
