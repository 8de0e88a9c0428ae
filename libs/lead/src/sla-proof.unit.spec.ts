import fc from 'fast-check';
import { instantOf, walk } from './lead.arbitrary.spec-support';
import {
  captureLead,
  disqualifyLead,
  pauseSla,
  promoteLead,
  recordContact,
  recycleLead,
} from './lead.commands.spec-support';
import { idOf, refusalOf } from './given-when-then.spec-support';
import { slaState } from './sla';
import { proveSla } from './sla-proof';
import { history, may, parts, told } from './sla-proof.spec-support';

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
      left: null,
    });
  });

  it('holds for whatever happens to a lead, and however much time goes by', () => {
    const hours = fc.constantFrom(0, 0, 1, 7, 24, 24.001, 100);
    fc.assert(
      fc.property(walk, fc.infiniteStream(hours), ([first, ...rest], gaps) => {
        const isImported = rest[0]?.type === 'ImportHistory';
        let at = Date.parse(instantOf(0));
        const { events, lead } = history(
          ...[first!, ...(isImported ? [] : [promoteLead()]), ...rest].map((command) => {
            at += gaps.next().value! * 3_600_000;
            return [new Date(at).toISOString(), command] as const;
          }),
        );
        for (const sla of lead.slas) {
          const { checks, holds, dueAt, verdict } = proveSla(events, sla.id, parts);
          expect(checks.filter(({ agrees }) => !agrees)).toEqual([]);
          expect([holds, dueAt, verdict]).toEqual([true, sla.dueAt, slaState(sla)]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['LeadRecycled', recycleLead(), 'firstContact'],
    ['LeadDisqualified', disqualifyLead(), 'firstContact'],
  ] as const)('names what cancelled it: %s', (type, command, sla) => {
    const { events, lead } = history(
      [may(11, '23:00'), captureLead()],
      [may(12, '00:00'), promoteLead()],
      [may(12, '01:00'), command],
    );
    expect(proveSla(events, lead.slas[0]!.id, parts)).toMatchObject({
      sla,
      verdict: 'cancelled',
      causes: [
        { type: 'LeadMarketingQualified' },
        { type: 'SlaStarted' },
        { type },
        { type: 'SlaCancelled' },
      ],
      holds: true,
    });
  });

  describe('while it is paused', () => {
    const paused = [
      [may(11, '23:00'), captureLead()],
      [may(12, '00:00'), promoteLead()],
      [may(12, '01:00'), recordContact()],
      [may(13, '01:00'), pauseSla('its')],
    ] as const;
    const counted = {
      intervals: [
        { from: may(12, '01:00'), to: may(12, '03:00'), ms: 2 * 3_600_000 },
        { from: may(12, '04:00'), to: may(12, '09:00'), ms: 5 * 3_600_000 },
        { from: may(13, '00:00'), to: may(13, '01:00'), ms: 3_600_000 },
      ],
      ms: 8 * 3_600_000,
      // Of Wednesday seven hours, of Thursday and Friday eight each.
      left: { ms: 23 * 3_600_000, closes: 3 },
    };

    it('counts up to the pause, and says what is left from there', () => {
      const { events } = history(...paused);
      expect(proveSla(events, decision.id, parts)).toMatchObject({
        dueAt: may(15, '09:00'),
        pauses: [{ since: may(13, '01:00'), until: may(27, '09:00') }],
        counted,
        holds: true,
      });
    });

    it('may end: its pause lasted until then', () => {
      const { events } = history(...paused, [may(20, '01:00'), recycleLead()]);
      expect(proveSla(events, decision.id, parts)).toMatchObject({
        dueAt: may(15, '09:00'),
        pauses: [{ since: may(13, '01:00'), until: may(20, '01:00') }],
        counted,
        verdict: 'met',
        holds: true,
      });
    });
  });

  it('of a deadline that the lead has not is refused', () =>
    expect(refusalOf(() => proveSla(told.events, idOf(77), parts)).code).toBe('sla_not_found'));
});
