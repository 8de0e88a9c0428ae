import { Refusal } from '@tasuki/domain';
import { contextFor, idOf, recorded } from './given-when-then.spec-support';
import { evolve, initial, type Lead } from './lead';
import { definitions, instantOf } from './lead.arbitrary.spec-support';
import { type LeadCommand } from './lead.commands';
import { decide } from './lead.decide';
import { type LeadEvent, type RecordedLeadEvent } from './lead.events';

/** What became of a lead, command after command. */
export interface Life {
  readonly events: readonly RecordedLeadEvent[];
  /** `states[n]` is the lead after n events. */
  readonly states: readonly Lead[];
  /** The lead after each command. */
  readonly rests: readonly Lead[];
}

const unborn: Life = { events: [], states: [initial], rests: [] };

/** What a command makes of a lead; nothing when it is refused. */
export function tryDecide(said: LeadCommand, lead: Lead, now: string): readonly LeadEvent[] {
  const slaId = lead.slas.at(-1)?.id ?? idOf(999);
  const command = 'slaId' in said ? { ...said, slaId } : said;
  try {
    return decide(command, lead, contextFor(lead, { now, definitions }));
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}

export function goOn(life: Life, decided: readonly LeadEvent[], at: string): Life {
  const after = recorded(decided, life.events.length + 1, at).reduce(
    ({ events, states, rests }, event) => ({
      events: [...events, event],
      states: [...states, evolve(states.at(-1)!, event)],
      rests,
    }),
    life,
  );
  return { ...after, rests: [...after.rests, after.states.at(-1)!] };
}

/** One command after the other; those that are refused are skipped. */
export function live(commands: readonly LeadCommand[]): Life {
  return commands.reduce((life, command, step) => {
    const at = instantOf(step);
    return goOn(life, tryDecide(command, life.states.at(-1)!, at), at);
  }, unborn);
}
