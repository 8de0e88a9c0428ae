import { type Definitions } from '@tasuki/definition';
import { type Deciding } from '@tasuki/event-store';
import { type Lead, type LeadCommand, type LeadContext, openSla } from '@tasuki/lead';
import { type CalendarBook, type CalendarNeed } from './calendar-book';
import { slaIdOf } from './sla-proof';

/** Makes what a decision on a lead needs beside the lead and the command. */
export interface DecisionContexts {
  for(
    leadId: string,
    command: LeadCommand,
    ifMatch?: LeadContext['ifMatch'],
  ): (deciding: Deciding<Lead>) => Promise<LeadContext>;
}

export function decisionContexts(definitions: Definitions, book: CalendarBook): DecisionContexts {
  /** Those by which a deadline may be set, and the one by which the open one was. */
  function needs(command: LeadCommand, { now, state }: Deciding<Lead>): readonly CalendarNeed[] {
    const { definition } = state.cycle;
    const judging = [
      definitions.inForceAt(now),
      ...(definition === null ? [] : [definitions.byRef(definition)]),
      ...(command.type === 'RecordScore' ? [definitions.byRef(command.score.definition)] : []),
    ];
    const open = openSla(state.slas);
    return [
      ...judging.map(({ content }) => ({ id: content.slas.calendar })),
      ...(open === undefined ? [] : [open.calendar]),
    ];
  }

  return {
    for: (leadId, command, ifMatch) => async (deciding) => ({
      now: deciding.now,
      definitions,
      calendars: await book.holding(needs(command, deciding)),
      eventId: deciding.eventId,
      slaId: (policy, startedBy) => slaIdOf(leadId, policy, startedBy),
      ...(ifMatch !== undefined && { ifMatch }),
    }),
  };
}
