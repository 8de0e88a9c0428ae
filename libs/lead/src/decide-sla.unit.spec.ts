import { versionZero } from '@tasuki/definition';
import { agreed, builtIn, inForce } from './definitions.spec-support';
import { given, idOf, leadOf } from './given-when-then.spec-support';
import {
  pauseSla,
  recordActivity,
  recordSlaTimer,
  replanSla,
  resumeSla,
} from './lead.commands.spec-support';
import { type LeadEvent } from './lead.events';
import {
  activity,
  assigned,
  itsSla,
  sealed,
  slaBreached,
  slaPaused,
  slaStarted,
  slaWarned,
  storyOf,
} from './lead.events.spec-support';

const name = { slaId: itsSla, sla: 'sqlDecision', cycle: 1 } as const;
const waiting = [...storyOf.contacted, slaStarted('sqlDecision')];
const paused = [...waiting, slaPaused('sqlDecision')];
const nobody = [{ department: 'inside_sales' }] as const;

function resumed(data: {
  by: 'person' | 'limit';
  resumedAt: string;
  warnAt: string;
  dueAt: string;
}): LeadEvent {
  return { type: 'SlaResumed', data: { ...name, ...data } };
}

describe('pausing', () => {
  it('says why, and when it ends by itself: ten business days later', () =>
    given(...waiting)
      .when(pauseSla(itsSla, { note: sealed('on holiday') }))
      .thenAll(
        slaPaused('sqlDecision', {
          until: '2026-05-20T09:00:00.000Z',
          note: sealed('on holiday'),
        }),
      ));

  it('a policy may not allow', () =>
    given(...storyOf.mql, slaStarted('firstContact'))
      .when(pauseSla(itsSla))
      .thenRefused('sla_not_pausable', { sla: 'firstContact' }));

  it('is not possible twice: what overlaps would count twice', () =>
    given(...paused)
      .when(pauseSla(itsSla))
      .thenRefused('sla_not_running', { state: 'paused' }));

  it('is not possible once it was breached, noticed or not', () => {
    given(...waiting, slaBreached('sqlDecision'))
      .when(pauseSla(itsSla))
      .thenRefused('sla_not_running', { state: 'breached' });
    given(...waiting)
      .at('2026-05-02T00:00:00.001Z')
      .when(pauseSla(itsSla))
      .thenRefused('sla_not_running', { state: 'breached' });
  });

  it('is possible at the very deadline', () =>
    given(...waiting)
      .at('2026-05-02T00:00:00.000Z')
      .when(pauseSla(itsSla))
      .thenAll(slaPaused('sqlDecision', { until: '2026-05-20T09:00:00.000Z' })));

  it('needs a deadline of this lead', () =>
    given(...waiting)
      .when(pauseSla(idOf(77)))
      .thenRefused('sla_not_found', { slaId: idOf(77) }));
});

describe('resuming', () => {
  it('moves the deadline by the closes of business of the pause, and the warning along', () =>
    given(...paused)
      .at('2026-05-08T01:00:00.000Z')
      .when(resumeSla(itsSla))
      .thenAll(
        resumed({
          by: 'person',
          resumedAt: '2026-05-08T01:00:00.000Z',
          // Two closes, those of 1 and 7 May: behind midnight of the 2nd, a Saturday, 7 and 8 May.
          warnAt: '2026-05-08T09:00:00.000Z',
          dueAt: '2026-05-08T09:00:00.000Z',
        }),
      ));

  it('is refused when nothing is paused', () =>
    given(...waiting)
      .when(resumeSla(itsSla))
      .thenRefused('sla_not_paused', { sla: 'sqlDecision' }));

  it('comes too late when the pause has ended by itself', () =>
    given(...paused)
      .at('2026-05-20T09:00:00.000Z')
      .when(resumeSla(itsSla))
      .thenRefused('sla_not_paused'));
});

describe('a pause that nobody ends', () => {
  const ended = resumed({
    by: 'limit',
    resumedAt: '2026-05-20T09:00:00.000Z',
    // Eleven closes from that of 1 May on; the eleventh after the deadline is that of 21 May.
    warnAt: '2026-05-21T09:00:00.000Z',
    dueAt: '2026-05-21T09:00:00.000Z',
  });

  it('ends at its limit, dated so, with whatever command comes next', () =>
    given(...paused)
      .at('2026-05-20T09:00:00.000Z')
      .when(recordActivity())
      .thenAll(ended, activity({ occurredAt: '2026-05-20T09:00:00.000Z' })));

  it('and the deadline that passed meanwhile is breached behind it', () =>
    given(...paused)
      .at('2026-05-21T09:00:00.001Z')
      .when(recordSlaTimer(itsSla, 'pause_end'))
      .thenAll(
        ended,
        slaBreached('sqlDecision', { dueAt: '2026-05-21T09:00:00.000Z', notify: [...nobody] }),
      ));

  it('is declined a moment before', () =>
    given(...paused)
      .at('2026-05-20T08:59:59.999Z')
      .when(recordSlaTimer(itsSla, 'pause_end'))
      .thenNothing());
});

describe('the timer of a warning', () => {
  const due = { warnAt: '2026-05-01T12:00:00.000Z', dueAt: '2026-05-02T00:00:00.000Z' };

  it('warns whoever has the lead', () =>
    given(...waiting, assigned({ assignee: 'aiko' }))
      .at('2026-05-01T12:00:00.000Z')
      .when(recordSlaTimer(itsSla, 'warning'))
      .thenAll(slaWarned('sqlDecision', { ...due, notify: [{ subject: 'aiko' }] })));

  it('warns the department when nobody has it', () =>
    given(...waiting)
      .at('2026-05-01T12:00:00.000Z')
      .when(recordSlaTimer(itsSla, 'warning'))
      .thenAll(slaWarned('sqlDecision', { ...due, notify: [...nobody] })));

  it.each([
    ['too early', waiting, '2026-05-01T11:59:59.999Z'],
    ['given already', [...waiting, slaWarned('sqlDecision')], '2026-05-01T13:00:00.000Z'],
    ['of a pause', paused, '2026-05-01T13:00:00.000Z'],
    ['after the breach', [...waiting, slaBreached('sqlDecision')], '2026-05-02T13:00:00.000Z'],
  ] as const)('is declined when it is %s', (_, events, at) =>
    given(...events)
      .at(at)
      .when(recordSlaTimer(itsSla, 'warning'))
      .thenNothing(),
  );

  it('that comes after the deadline writes the breach in its place', () =>
    given(...waiting)
      .at('2026-05-02T00:00:00.001Z')
      .when(recordSlaTimer(itsSla, 'warning'))
      .thenAll(slaBreached('sqlDecision', { notify: [...nobody] })));
});

describe('the timer of a breach', () => {
  it('writes it once, strictly after the deadline', () => {
    given(...waiting)
      .at('2026-05-02T00:00:00.000Z')
      .when(recordSlaTimer(itsSla, 'breach'))
      .thenNothing();
    given(...waiting)
      .at('2026-05-02T00:00:00.001Z')
      .when(recordSlaTimer(itsSla, 'breach'))
      .thenAll(slaBreached('sqlDecision', { notify: [...nobody] }));
    given(...waiting, slaBreached('sqlDecision'))
      .at('2026-05-02T00:00:00.002Z')
      .when(recordSlaTimer(itsSla, 'breach'))
      .thenNothing();
  });

  it('tells the assignee and the department, and whoever else the policy names, each once', () => {
    const { slas } = versionZero.content;
    const escalation = {
      warn: [],
      breach: [
        'assignee' as const,
        { subject: 'yuki' },
        'department' as const,
        { subject: 'aiko' },
      ],
    };
    const sqlDecision = { ...slas.policies.sqlDecision, escalation };
    const loud = agreed(2, { slas: { ...slas, policies: { ...slas.policies, sqlDecision } } });
    const { version, hash } = loud;
    given(
      ...storyOf.contacted,
      slaStarted('sqlDecision', { definition: { version, hash } }),
      assigned({ assignee: 'aiko' }),
    )
      .under(inForce(loud))
      .at('2026-05-03T00:00:00.000Z')
      .when(recordSlaTimer(itsSla, 'breach'))
      .thenAll(
        slaBreached('sqlDecision', {
          notify: [{ subject: 'aiko' }, { subject: 'yuki' }, { department: 'inside_sales' }],
        }),
      );
  });

  it('of a deadline that this lead has not is refused by name', () =>
    given(...waiting)
      .when(recordSlaTimer(idOf(78), 'breach'))
      .thenRefused('sla_not_found'));
});

describe('reassignment', () => {
  it('leaves the clock alone', () => {
    const before = leadOf(...waiting).slas;
    expect(leadOf(...waiting, assigned({ assignee: 'ken' })).slas).toEqual(before);
  });
});

describe('replanning', () => {
  const terms = leadOf(...waiting).slas[0]!;
  const replanned = (data: {
    warnAt: string;
    dueAt: string;
    by?: 'policy';
    definition?: typeof builtIn;
  }): LeadEvent => ({
    type: 'SlaReplanned',
    data: {
      ...name,
      by: 'date',
      terms: terms.terms,
      definition: builtIn,
      calendar: terms.calendar,
      reason: 'wrong_holidays',
      ...data,
    },
  });

  it('to a day that somebody names moves the warning to its share of the way', () =>
    given(...waiting)
      .when(replanSla(itsSla, { dueAt: '2026-05-08T18:00:00+09:00' }))
      .thenAll(
        replanned({ warnAt: '2026-05-07T05:02:00.000Z', dueAt: '2026-05-08T09:00:00.000Z' }),
      ));

  it('by the present policy and calendar begins where the deadline began', () => {
    const { slas } = versionZero.content;
    const longer = { ...slas.policies.sqlDecision, amount: 5 };
    const next = agreed(3, {
      slas: { ...slas, policies: { ...slas.policies, sqlDecision: longer } },
    });
    const { version, hash } = next;
    given(...waiting)
      .under(inForce(agreed(2, {}), ['2026-05-01T01:00:00.000Z', next]))
      .when(replanSla(itsSla))
      .thenDecided(([event]) =>
        expect(event!.data).toMatchObject({
          dueAt: '2026-05-13T09:00:00.000Z',
          by: 'policy',
          terms: { amount: 5 },
          definition: { version, hash },
        }),
      );
  });

  it('by the present policy counts the pauses again', () => {
    const afterPause = resumed({
      by: 'person',
      resumedAt: '2026-05-08T01:00:00.000Z',
      warnAt: '2026-05-08T09:00:00.000Z',
      dueAt: '2026-05-08T09:00:00.000Z',
    });
    given(...paused, afterPause)
      .at('2026-05-08T02:00:00.000Z')
      .when(replanSla(itsSla))
      .thenDecided(([event]) =>
        // Three business days from 1 May: the 11th; two closes of the pause later: the 13th.
        expect(event!.data).toMatchObject({ dueAt: '2026-05-13T09:00:00.000Z' }),
      );
  });

  describe('to what stands already changes nothing', () => {
    // Half of the way from 9:04 on 1 May in Tokyo: two minutes into the third of four days.
    const byPolicy = (definition = builtIn): LeadEvent =>
      replanned({
        by: 'policy',
        definition,
        warnAt: '2026-05-08T00:02:00.000Z',
        dueAt: '2026-05-11T09:00:00.000Z',
      });
    const { version, hash } = agreed(2, {});
    const next = inForce(versionZero, ['2026-05-01T01:00:00.000Z', agreed(2, {})]);

    it('by the policy and the calendar', () => {
      given(...waiting)
        .when(replanSla(itsSla))
        .thenAll(byPolicy());
      given(...waiting, byPolicy())
        .when(replanSla(itsSla))
        .thenNothing();
      given(...waiting, byPolicy(), slaWarned('sqlDecision'))
        .when(replanSla(itsSla))
        .thenNothing();
    });

    it.each([
      ['at its share of the way', '2026-05-07T05:02:00.000Z'],
      ['moved by a pause', '2026-05-07T08:00:00.000Z'],
    ])('by hand, to the very same instant, with the warning %s', (_, warnAt) =>
      given(...waiting, replanned({ warnAt, dueAt: '2026-05-08T09:00:00.000Z' }))
        .when(replanSla(itsSla, { dueAt: '2026-05-08T18:00:00+09:00' }))
        .thenNothing(),
    );

    it('but what it is computed from does', () =>
      given(...waiting, byPolicy())
        .under(next)
        .when(replanSla(itsSla))
        .thenAll(byPolicy({ version, hash })));
  });

  it('does not take a warning back', () =>
    given(...waiting, slaWarned('sqlDecision'))
      .at('2026-05-01T13:00:00.000Z')
      .when(replanSla(itsSla, { dueAt: '2026-05-08T18:00:00+09:00' }))
      .thenDecided(([event]) =>
        expect(event!.data).toMatchObject({ warnAt: '2026-05-01T12:00:00.000Z' }),
      ));

  it.each([
    ['now', '2026-05-01T09:00:00Z'],
    ['yesterday', '2026-04-30T09:00:00Z'],
  ])('to a deadline that is not ahead is refused: %s', (_, dueAt) =>
    given(...waiting)
      .when(replanSla(itsSla, { dueAt }))
      .thenRefused('deadline_not_ahead'),
  );

  it('to a deadline within a year is taken; to a later one refused', () => {
    given(...waiting)
      .when(replanSla(itsSla, { dueAt: '2027-05-02T18:00:00+09:00' }))
      .thenDecided(([event]) =>
        expect(event!.data).toMatchObject({ dueAt: '2027-05-02T09:00:00.000Z' }),
      );
    for (const dueAt of ['2027-05-02T09:00:00.001Z', '9999-12-31T23:59:59-14:00']) {
      given(...waiting)
        .when(replanSla(itsSla, { dueAt }))
        .thenRefused('deadline_too_far', { dueAt });
    }
  });

  it.each([
    ['breached', slaBreached('sqlDecision')],
    ['paused', slaPaused('sqlDecision')],
  ])('is refused once it is %s', (state, event) =>
    given(...waiting, event)
      .when(replanSla(itsSla, { dueAt: '2026-05-08T18:00:00+09:00' }))
      .thenRefused('sla_not_running', { state }),
  );
});
