import { builtInCalendarsOnly, calendarRef } from '@tasuki/calendar';
import { refOf } from '@tasuki/definition';
import { isOffsetInstant, Refusal } from '@tasuki/domain';
import fc from 'fast-check';
import { deadlineOf } from './deadline';
import { idOf, recorded } from './given-when-then.spec-support';
import { definitions, instantOf, walk } from './lead.arbitrary.spec-support';
import { captureLead, promoteLead } from './lead.commands.spec-support';
import { type RecordedLeadEvent } from './lead.events';
import { slaBreached } from './lead.events.spec-support';
import { isSlaEvent, type SlaEvent } from './sla';
import { proveSla } from './sla-proof';
import {
  differing,
  forged,
  history,
  late,
  may,
  parts,
  recycled,
  replanned,
  those,
  told,
} from './sla-proof.spec-support';

const decision = told.lead.slas[1]!;

describe('the proof of a deadline does not hold when somebody writes', () => {
  const { terms, definition, calendar } = decision;
  const longer = { ...terms, amount: 4 };
  const byLonger = deadlineOf(longer, builtInCalendarsOnly.byRef(calendar), decision.startedAt);

  it.each([
    ['a later deadline', told, 1, 'SlaStarted', { dueAt: may(20, '09:00') }, 'the deadline'],
    ['longer terms', told, 1, 'SlaStarted', { terms: longer, ...byLonger }, 'the policy’s terms'],
    [
      'another beginning',
      told,
      1,
      'SlaStarted',
      { startedBy: idOf(1) },
      'the event that started it',
    ],
    ['another cycle', told, 1, 'SlaStarted', { cycle: 2 }, 'which deadline it is'],
    ['unknown holidays', told, 1, 'SlaStarted', { beyondHorizon: true }, 'the deadline'],
    [
      'an older definition',
      told,
      1,
      'SlaStarted',
      { definition: refOf(definitions.inForceAt(instantOf(0))) },
      'the definition',
    ],
    [
      'a pause that goes on longer',
      told,
      1,
      'SlaPaused',
      { until: may(29, '09:00') },
      'when the pause ends by itself',
    ],
    [
      'a deadline moved too far',
      told,
      1,
      'SlaResumed',
      { dueAt: may(25, '09:00') },
      'the deadline',
    ],
    ['a pause that ended by itself', told, 1, 'SlaResumed', { by: 'limit' }, 'by whom or what'],
    [
      'a pause that ended later',
      told,
      1,
      'SlaResumed',
      { resumedAt: may(14, '07:00') },
      'when the pause ended',
    ],
    ['a verdict', told, 1, 'SlaMet', { late: true }, 'whether it was late'],
    [
      'the time that it took',
      told,
      1,
      'SlaMet',
      { elapsed: { wallMs: 1, pausedMs: 0, workingMs: 1 } },
      'what it took',
    ],
    [
      'an unknown event that met it',
      told,
      1,
      'SlaMet',
      { metBy: idOf(99) },
      'the event that met it',
    ],
    ['an event that meets nothing', told, 1, 'SlaMet', { metBy: idOf(1) }, 'the event that met it'],
    [
      'another warning in a new plan',
      replanned,
      1,
      'SlaReplanned',
      { warnAt: may(14, '09:00') },
      'the deadline',
    ],
    [
      'another who was warned',
      late,
      0,
      'SlaWarned',
      { notify: [{ subject: 'ken' }] },
      'who is to be told',
    ],
    ['another warning', late, 0, 'SlaWarned', { warnAt: may(12, '11:00') }, 'the deadline'],
    [
      'another who was told of the breach',
      late,
      0,
      'SlaBreached',
      { notify: [{ subject: 'aiko' }] },
      'who is to be told',
    ],
    [
      'nobody who was told of the breach',
      late,
      0,
      'SlaBreached',
      { notify: [] },
      'who is to be told',
    ],
    [
      'another reason why it was cancelled',
      recycled,
      0,
      'SlaCancelled',
      { cause: 'disqualified' },
      'why it was cancelled',
    ],
  ] as const)('%s', (_, { events, lead }, which, type, data, what) => {
    const slaId = lead.slas[which]!.id;
    expect(differing(events, slaId)).toEqual([]);
    expect(differing(forged(events, those(type, slaId), data), slaId)).toContain(what);
  });

  const byPolicy = (event: RecordedLeadEvent) =>
    event.type === 'SlaReplanned' && event.data.by === 'policy';

  it('a plan by terms that the definition has not, with the deadline to match', () => {
    const events = forged(replanned.events, byPolicy, { terms: longer, ...byLonger });
    expect(differing(events, decision.id)).toEqual(['the policy’s terms', 'the deadline']);
  });

  it('a plan by a definition that was no longer in force', () => {
    const former = refOf(definitions.inForceAt(instantOf(0)));
    expect(former).not.toEqual(definition);
    const events = forged(replanned.events, byPolicy, { definition: former });
    expect(differing(events, decision.id)).toEqual(['the definition']);
  });

  it('a calendar that the definition does not name', () => {
    const tokyo = { ...builtInCalendarsOnly.byRef(calendar), id: 'tokyo' };
    const calendars = { ...builtInCalendarsOnly, byRef: () => tokyo };
    const started = those('SlaStarted', decision.id);
    const events = forged(told.events, started, { calendar: calendarRef(tokyo) });
    const { checks, holds } = proveSla(events, decision.id, { ...parts, calendars });
    expect(holds).toBe(false);
    expect(checks.filter(({ agrees }) => !agrees)).toMatchObject([
      {
        what: 'the calendar that the definition names',
        recorded: 'tokyo',
        recomputed: 'default',
      },
    ]);
  });

  it('a breach at the deadline, or before, or to be told to nobody', () => {
    const dueAt = may(18, '09:00');
    const notify = [{ department: 'inside_sales' as const }];
    const at = (instant: string, to: typeof notify) => [
      ...told.events.slice(0, -3),
      ...recorded(
        [slaBreached('sqlDecision', { slaId: decision.id, dueAt, notify: to })],
        told.events.length - 2,
        instant,
      ),
    ];
    expect(differing(at(dueAt, notify), decision.id)).toEqual(['what happened', 'the verdict']);
    expect(differing(at('2026-05-18T09:00:00.001Z', []), decision.id)).toEqual([
      'who is to be told',
    ]);
    const proof = proveSla(at('2026-05-18T09:00:00.001Z', notify), decision.id, parts);
    expect(proof).toMatchObject({ holds: true, verdict: 'breached' });
  });

  it('that something happened at another time than what it comes of', () => {
    const later = (type: SlaEvent['type']) =>
      told.events.map((event) =>
        those(type, decision.id)(event) ? { ...event, recordedAt: may(18, '03:01') } : event,
      );
    expect(differing(later('SlaMet'), decision.id)).toContain('when it was recorded');
    expect(differing(later('SlaStarted'), decision.id)).toContain('when it was recorded');
  });

  it('any other figure, whatever happened to the lead', () => {
    fc.assert(
      fc.property(walk, fc.nat(), fc.nat(), (commands, nth, part) => {
        const { events } = history(
          [instantOf(0), captureLead()],
          ...[promoteLead(), ...commands].map(
            (command, step) => [instantOf(step), command] as const,
          ),
        );
        const changeable = events.filter(isSlaEvent).flatMap((event) =>
          Object.entries(event.data)
            .filter(([field]) => isComputed(field, event))
            .map(([field, value]) => [event, field, value as unknown] as const),
        );
        const [event, field, value] = changeable[nth % changeable.length]!;
        const data = { [field]: another(value, part) };
        const changedEvents = forged(events, ({ id }) => id === event.id, data);
        expect([event.type, data, holds(changedEvents, event.data.slaId)]).toEqual([
          event.type,
          data,
          false,
        ]);
      }),
      { numRuns: 300 },
    );
  });
});

/** Which deadline an event is of cannot be wrong; a day that somebody names, and why, is theirs. */
function isComputed(field: string, event: SlaEvent): boolean {
  if (event.type === 'SlaReplanned' && event.data.by === 'date' && field === 'dueAt') return false;
  return !['slaId', 'reason', 'note'].includes(field);
}

/** Something else of the same kind: of an object, one of its parts. */
function another(value: unknown, part: number): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (value === null) return 1;
  if (Array.isArray(value)) return [...(value as unknown[]), { subject: 'mallory' }];
  if (typeof value === 'string') {
    return isOffsetInstant(value) ? new Date(Date.parse(value) + 1).toISOString() : 'another';
  }
  const entries = Object.entries(value as object) as [string, unknown][];
  const [key, was] = entries[part % entries.length]!;
  return { ...(value as object), [key]: another(was, part) };
}

/** What names a definition or a calendar that there is not holds neither. */
function holds(events: readonly RecordedLeadEvent[], slaId: string): boolean {
  try {
    return proveSla(events, slaId, parts).holds;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
