import { builtInCalendarsOnly } from '@tasuki/calendar';
import { Refusal } from '@tasuki/domain';
import { contextFor, idOf, recorded, slaId } from './given-when-then.spec-support';
import { evolve, initial, type Lead } from './lead';
import { definitions } from './lead.arbitrary.spec-support';
import { type LeadCommand } from './lead.commands';
import {
  assignLead,
  captureLead,
  pauseSla,
  promoteLead,
  qualifyLead,
  recordContact,
  recordSlaTimer,
  recycleLead,
  replanSla,
  resumeSla,
} from './lead.commands.spec-support';
import { decide } from './lead.decide';
import { type RecordedLeadEvent } from './lead.events';
import { type ProofParts, proveSla } from './sla-proof';

export const parts: ProofParts = { calendars: builtInCalendarsOnly, definitions, slaId };

/** Of May 2026; 9:00 in Tokyo is midnight here. */
export const may = (day: number, time: string) =>
  `2026-05-${String(day).padStart(2, '0')}T${time}:00.000Z`;

/** What these commands, each at its instant, make of a lead; those that are refused are skipped. */
export function history(...said: readonly (readonly [at: string, command: LeadCommand])[]) {
  let lead: Lead = initial;
  const events: RecordedLeadEvent[] = [];
  for (const [now, given] of said) {
    const open = lead.slas.at(-1)?.id ?? idOf(999);
    const command = 'slaId' in given ? { ...given, slaId: open } : given;
    try {
      const decided = decide(command, lead, contextFor(lead, { now, definitions }));
      const next = recorded(decided, lead.version + 1, now);
      events.push(...next);
      lead = next.reduce(evolve, lead);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return { events, lead };
}

/** Contacted on Tuesday, paused from Wednesday 10:00 to Thursday 15:00 in Tokyo, qualified on Monday. */
export const told = history(
  [may(11, '23:00'), captureLead()],
  [may(12, '00:00'), promoteLead()],
  [may(12, '01:00'), recordContact()],
  [may(13, '01:00'), pauseSla('its')],
  [may(14, '06:00'), resumeSla('its')],
  [may(18, '03:00'), qualifyLead({ override: { reason: 'known_customer' } })],
);

/** To a day that somebody named, and back to what the policy says. */
export const replanned = history(
  [may(11, '23:00'), captureLead()],
  [may(12, '00:00'), promoteLead()],
  [may(12, '01:00'), recordContact()],
  [may(12, '02:00'), replanSla('its', { dueAt: may(20, '09:00') })],
  [may(12, '03:00'), replanSla('its')],
);

/** Aiko's, who was warned; Ken's when it was breached, and he met it late. */
export const late = history(
  [may(11, '23:00'), captureLead()],
  [may(11, '23:30'), assignLead({ assignee: 'aiko' })],
  [may(12, '00:00'), promoteLead()],
  [may(12, '12:00'), recordSlaTimer('its', 'warning')],
  [may(12, '20:00'), assignLead({ assignee: 'ken' })],
  [may(13, '00:01'), recordSlaTimer('its', 'breach')],
  [may(13, '01:00'), recordContact()],
);

export const recycled = history(
  [may(11, '23:00'), captureLead()],
  [may(12, '00:00'), promoteLead()],
  [may(12, '01:00'), recycleLead()],
);

/** What does not agree, in the order of the checks; nothing when the proof holds. */
export function differing(events: readonly RecordedLeadEvent[], slaId: string): readonly string[] {
  const { holds, checks } = proveSla(events, slaId, parts);
  const wrong = checks.filter(({ agrees }) => !agrees).map(({ what }) => what);
  expect(holds).toBe(wrong.length === 0);
  return wrong;
}

type Which = (event: RecordedLeadEvent) => boolean;

/** The events of this type, of one deadline where they have one. */
export function those(type: RecordedLeadEvent['type'], slaId: string): Which {
  return (event) => event.type === type && (!('slaId' in event.data) || event.data.slaId === slaId);
}

/** With other data in the events that somebody changed; ids and places stay. */
export function forged(
  events: readonly RecordedLeadEvent[],
  which: Which,
  data: object,
): readonly RecordedLeadEvent[] {
  return events.map((event) =>
    which(event) ? ({ ...event, data: { ...event.data, ...data } } as RecordedLeadEvent) : event,
  );
}

/** Without the events that somebody took out, and without a gap where they were. */
export function without(
  events: readonly RecordedLeadEvent[],
  which: Which,
): readonly RecordedLeadEvent[] {
  return events
    .filter((event) => !which(event))
    .map((event, index) => ({ ...event, version: index + 1 }));
}
