import { builtInCalendarsOnly } from '@tasuki/calendar';
import fc from 'fast-check';
import { definitions, instantOf, walk } from './lead.arbitrary.spec-support';
import { evolve, initial, type Lead } from './lead';
import { type LeadCommand } from './lead.commands';
import {
  captureLead,
  pauseSla,
  promoteLead,
  qualifyLead,
  recordContact,
  resumeSla,
} from './lead.commands.spec-support';
import { decide } from './lead.decide';
import { slaBreached } from './lead.events.spec-support';
import { type RecordedLeadEvent } from './lead.events';
import { contextFor, idOf, recorded, refusalOf, slaId } from './given-when-then.spec-support';
import { Refusal } from '@tasuki/domain';
import { proveSla } from './sla-proof';

const parts = { calendars: builtInCalendarsOnly, definitions, slaId };

/** What these commands, each at its instant, make of a lead; those that are refused are skipped. */
function history(...said: readonly (readonly [at: string, command: LeadCommand])[]) {
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

const may = (day: number, time: string) =>
  `2026-05-${String(day).padStart(2, '0')}T${time}:00.000Z`;

/** Contacted on Tuesday, paused from Wednesday 10:00 to Thursday 15:00 in Tokyo, qualified on Monday. */
const told = history(
  [may(11, '23:00'), captureLead()],
  [may(12, '00:00'), promoteLead()],
  [may(12, '01:00'), recordContact()],
  [may(13, '01:00'), pauseSla('its')],
  [may(14, '06:00'), resumeSla('its')],
  [may(18, '03:00'), qualifyLead({ override: { reason: 'known_customer' } })],
);
const decision = told.lead.slas[1]!;

describe('the proof of a deadline', () => {
  it('says by which policy, definition and calendar it was set, and by which events', () =>
    expect(proveSla(told.events, decision.id, parts)).toMatchObject({
      sla: 'sqlDecision',
      cycle: 1,
      terms: { amount: 3, unit: 'business_days' },
      definition: { version: 2 },
      calendar: { id: 'default', version: 0, zone: 'Asia/Tokyo' },
      startedAt: may(12, '01:00'),
      dueAt: may(18, '09:00'),
      pauses: [{ since: may(13, '01:00'), until: may(14, '06:00') }],
      verdict: 'met',
      causes: [
        { type: 'LeadContacted' },
        { type: 'SlaStarted' },
        { type: 'SlaPaused' },
        { type: 'SlaResumed' },
        { type: 'LeadSalesQualified' },
        { type: 'SlaMet' },
      ],
      holds: true,
    }));

  it('lists the working intervals that were counted, without the pause', () => {
    const { counted } = proveSla(told.events, decision.id, parts);
    expect(counted.intervals.slice(0, 5)).toEqual([
      { from: may(12, '01:00'), to: may(12, '03:00'), ms: 2 * 3_600_000 },
      { from: may(12, '04:00'), to: may(12, '09:00'), ms: 5 * 3_600_000 },
      { from: may(13, '00:00'), to: may(13, '01:00'), ms: 3_600_000 },
      { from: may(14, '06:00'), to: may(14, '09:00'), ms: 3 * 3_600_000 },
      { from: may(15, '00:00'), to: may(15, '03:00'), ms: 3 * 3_600_000 },
    ]);
    expect(counted.intervals.at(-1)!.to).toBe(may(18, '09:00'));
  });

  it('computes anew what it took', () =>
    expect(proveSla(told.events, decision.id, parts).elapsed).toEqual({
      wallMs: 146 * 3_600_000,
      pausedMs: 29 * 3_600_000,
      workingMs: 22 * 3_600_000,
    }));

  it('of wall hours counts the time on the wall', () => {
    const [first] = told.lead.slas;
    const { counted } = proveSla(told.events, first!.id, parts);
    expect(counted).toEqual({
      intervals: [{ from: may(12, '00:00'), to: may(13, '00:00'), ms: 24 * 3_600_000 }],
      ms: 24 * 3_600_000,
    });
  });

  it('holds for whatever happens to a lead', () => {
    fc.assert(
      fc.property(walk, (commands) => {
        const { events, lead } = history(
          ...commands.map((command, step) => [instantOf(step), command] as const),
        );
        for (const { id } of lead.slas) {
          const { checks } = proveSla(events, id, parts);
          expect(checks.filter(({ agrees }) => !agrees)).toEqual([]);
        }
      }),
    );
  });

  const forged = (type: string, data: object) =>
    told.events.map((event) =>
      event.type === type && 'slaId' in event.data && event.data.slaId === decision.id
        ? ({ ...event, data: { ...event.data, ...data } } as RecordedLeadEvent)
        : event,
    );

  it.each([
    ['a later deadline', 'SlaStarted', { dueAt: may(20, '09:00') }, 'the deadline'],
    [
      'longer terms',
      'SlaStarted',
      { terms: { ...decision.terms, amount: 4 } },
      'the policy’s terms',
    ],
    ['another beginning', 'SlaStarted', { startedBy: idOf(1) }, 'the SLA that the event starts'],
    [
      'a pause that goes on longer',
      'SlaPaused',
      { until: may(29, '09:00') },
      'when the pause ends by itself',
    ],
    [
      'a deadline moved too far',
      'SlaResumed',
      { dueAt: may(25, '09:00') },
      'the deadline after the pause',
    ],
    ['a verdict', 'SlaMet', { late: true }, 'whether it was late'],
    [
      'the time that it took',
      'SlaMet',
      { elapsed: { wallMs: 1, pausedMs: 0, workingMs: 1 } },
      'what it took',
    ],
    ['the event that met it', 'SlaMet', { metBy: idOf(99) }, 'the event that met it is there'],
  ])('does not hold when somebody writes %s', (_, type, data, what) => {
    const { holds, checks } = proveSla(forged(type, data), decision.id, parts);
    expect(holds).toBe(false);
    expect(checks.filter(({ agrees }) => !agrees).map((check) => check.what)).toContain(what);
  });

  it('does not hold when the pause that ended is not there', () => {
    const events = told.events.filter(({ type }) => type !== 'SlaPaused');
    const { holds, checks } = proveSla(events, decision.id, parts);
    expect(holds).toBe(false);
    expect(checks.find(({ agrees }) => !agrees)!.what).toBe('it was paused');
  });

  it('does not hold when a breach was recorded at the deadline, or before', () => {
    const { id, policy } = decision;
    const dueAt = may(18, '09:00');
    const breach = slaBreached(policy, { slaId: id, dueAt });
    const at = (instant: string) => [
      ...told.events.slice(0, -3),
      ...recorded([breach], told.events.length - 2, instant),
    ];
    expect(proveSla(at(may(18, '09:00')), decision.id, parts).holds).toBe(false);
    expect(proveSla(at('2026-05-18T09:00:00.001Z'), decision.id, parts)).toMatchObject({
      holds: true,
      verdict: 'breached',
    });
  });

  it('of a deadline that the lead has not is refused', () =>
    expect(refusalOf(() => proveSla(told.events, idOf(77), parts)).code).toBe('sla_not_found'));
});
