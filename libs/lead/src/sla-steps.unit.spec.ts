import { builtInCalendarsOnly, calendarOf, type Calendars } from '@tasuki/calendar';
import { agreed, inForce, mustBeConnected } from './definitions.spec-support';
import { given, idOf, leadOf, slaId } from './given-when-then.spec-support';
import { type LeadCommand } from './lead.commands';
import * as commands from './lead.commands.spec-support';
import { type LeadEvent } from './lead.events';
import {
  accepted,
  activity,
  captured,
  contacted,
  importedStoryOf,
  itsSla,
  mql,
  recycled,
  returned,
  slaBreached,
  slaPaused,
  slaStarted,
  slaWarned,
  sql,
  storyOf,
} from './lead.events.spec-support';
import { slaState } from './sla';

/** What comes of each deadline, `-` for nothing. Written by hand from what was agreed. */
const agreedTable = `
                 firstContact             sqlDecision             salesAcceptance
CaptureLead      -                        -                       -
ChangeProfile    -                        -                       -
ChangeConsent    -                        -                       -
RecordActivity   -                        -                       -
RetractActivity  -                        -                       -
GiveFeedback     -                        -                       -
RecordScore      -                        -                       -
AssignLead       -                        -                       -
AssignByRule     -                        -                       -
ClaimLead        -                        -                       -
PutBackLead      -                        -                       -
RecordContact    met,starts:sqlDecision   -                       -
AssessBant       refused                  -                       -
QualifyLead      refused                  met,starts:salesAcceptance refused
AcceptLead       refused                  refused                 met
ReturnLead       refused                  refused                 met,starts:sqlDecision
RecycleLead      cancelled:recycled       met                     refused
DisqualifyLead   cancelled:disqualified   met                     cancelled:disqualified
`;

const examples: readonly LeadCommand[] = [
  commands.captureLead({ source: { form: 'contact' } }),
  commands.changeProfile({ person: { role: 'CTO' } }),
  commands.changeConsent(),
  commands.recordActivity(),
  commands.retractActivity(idOf(2)),
  commands.giveFeedback(),
  commands.recordScore({ total: 50 }),
  commands.assignLead(),
  commands.assignByRule(),
  commands.claimLead(),
  commands.putBackLead(),
  commands.recordContact(),
  commands.assessBant(),
  commands.qualifyLead({ override: { reason: 'known_customer' } }),
  commands.acceptLead(),
  commands.returnLead(),
  commands.recycleLead(),
  commands.disqualifyLead(),
];

const stageOf = { firstContact: 'mql', sqlDecision: 'contacted', salesAcceptance: 'sql' } as const;
type Policy = keyof typeof stageOf;
const policies = Object.keys(stageOf) as Policy[];

const cells = agreedTable
  .trim()
  .split('\n')
  .slice(1)
  .flatMap((line) => {
    const [type, ...outcomes] = line.trim().split(/ +/);
    const command = examples.find((example) => example.type === type)!;
    return policies.map((policy, column) => ({ command, policy, outcome: outcomes[column]! }));
  });

/** A lead whose turn this is, for the last hours. */
function running(policy: Policy): LeadEvent[] {
  const [first, ...rest] = storyOf[stageOf[policy]];
  return [first!, activity(), ...rest, slaStarted(policy)];
}

/** `met,starts:sqlDecision` */
function outcomeOf(events: readonly LeadEvent[]): string {
  const said = events.map((event) => {
    switch (event.type) {
      case 'SlaMet':
        return event.data.late ? 'met late' : 'met';
      case 'SlaCancelled':
        return `cancelled:${event.data.cause}`;
      case 'SlaStarted':
        return `starts:${event.data.sla}`;
      case 'SlaBreached':
        return 'breached';
      default:
        return event.type.startsWith('Sla') ? event.type : undefined;
    }
  });
  return said.filter(Boolean).join(',') || '-';
}

describe('what a command makes of a deadline', () => {
  const decided = (events: readonly LeadEvent[], command: LeadCommand, at?: string) => {
    let outcome = '';
    const scenario = at === undefined ? given(...events) : given(...events).at(at);
    try {
      scenario.when(command).thenDecided((all) => (outcome = outcomeOf(all)));
    } catch (error) {
      if ((error as { code?: string }).code === 'not_allowed_in_stage') return 'refused';
      throw error;
    }
    return outcome;
  };

  it.each(cells)('$command.type, $policy: $outcome', ({ command, policy, outcome }) => {
    expect(decided(running(policy), command)).toBe(outcome);
  });

  it.each(cells.filter(({ outcome }) => outcome !== 'refused'))(
    '$command.type, $policy that was breached: late, and still open otherwise',
    ({ command, policy, outcome }) => {
      const late = outcome.replace('met', 'met late');
      expect(decided([...running(policy), slaBreached(policy)], command)).toBe(late);
    },
  );

  it.each(cells.filter(({ outcome }) => outcome !== 'refused'))(
    '$command.type, $policy that has passed unnoticed: the breach is written first',
    ({ command, policy, outcome }) => {
      const late = outcome.replace('met', 'met late');
      const after = decided(running(policy), command, '2026-05-02T00:00:00.001Z');
      expect(after).toBe(outcome === '-' ? 'breached' : `breached,${late}`);
    },
  );
});

describe('a deadline begins', () => {
  const calendar = { id: 'default', version: 0, hash: expect.any(String) as string };

  it('with the MQL, by its definition, in the same append', () =>
    given(captured())
      .when(commands.promoteLead())
      .thenAll(
        mql({ by: 'person', score: null, reason: 'raised_hand' }),
        slaStarted('firstContact', {
          slaId: slaId('firstContact', idOf(2)),
          startedBy: idOf(2),
          warnAt: '2026-05-01T21:00:00.000Z',
          dueAt: '2026-05-02T09:00:00.000Z',
          calendar,
        }),
      ));

  it('with the MQL by score, behind both events', () =>
    given(captured(), activity())
      .when(commands.recordScore({ fact: 2, total: 50 }))
      .thenSlas(
        slaStarted('firstContact', {
          slaId: slaId('firstContact', idOf(4)),
          startedBy: idOf(4),
          warnAt: '2026-05-01T21:00:00.000Z',
          dueAt: '2026-05-02T09:00:00.000Z',
          calendar,
        }),
      ));

  it('anew in the second cycle, under an id of its own', () =>
    given(...running('firstContact'), recycled(2))
      .when(commands.promoteLead())
      .thenDecided((events) => {
        const started = events.find(({ type }) => type === 'SlaStarted')!;
        expect(started.data).toMatchObject({ sla: 'firstContact', cycle: 2 });
        expect(started.data).not.toMatchObject({ slaId: itsSla });
      }));

  it('anew each time sales returns the lead', () =>
    given(...storyOf.accepted)
      .when(commands.returnLead())
      .thenDecided((events) => expect(outcomeOf(events)).toBe('starts:sqlDecision')));

  it('by the version of the definition under which the lead became MQL', () => {
    const { slas } = agreed(0, {}).content;
    const hasty = { ...slas.policies.salesAcceptance, amount: 1, unit: 'hours' as const };
    const strict = agreed(3, {
      slas: { ...slas, policies: { ...slas.policies, salesAcceptance: hasty } },
    });
    const definition = { version: strict.version, hash: strict.hash };
    given(captured(), mql({ definition }), contacted())
      .under(
        inForce(
          agreed(0, {}),
          ['2020-01-01T00:00:00.000Z', strict],
          ['2026-05-01T08:00:00.000Z', agreed(4, {})],
        ),
      )
      .when(commands.qualifyLead({ override: { reason: 'known_customer' } }))
      .thenDecided((events) =>
        expect(events.find(({ type }) => type === 'SlaStarted')!.data).toMatchObject({
          terms: { amount: 1, unit: 'hours' },
          definition,
          dueAt: '2026-05-01T10:00:00.000Z',
        }),
      );
  });

  it('by the present version of the calendar that the definition names', () => {
    const builtIn = builtInCalendarsOnly.present('default');
    const changed = calendarOf('default', {
      version: 7,
      hash: 'f'.repeat(64),
      content: { ...builtIn.content, horizon: '2026-05-01' },
    });
    const calendars: Calendars = { ...builtInCalendarsOnly, present: () => changed };
    given(captured())
      .by(calendars)
      .when(commands.promoteLead())
      .thenDecided((events) =>
        expect(events.at(-1)!.data).toMatchObject({
          calendar: { id: 'default', version: 7, hash: changed.hash },
          beyondHorizon: true,
        }),
      );
  });

  it.each(['mql', 'contacted', 'sql', 'accepted', 'won', 'disqualified'] as const)(
    'never with an imported stage: %s',
    (target) =>
      given(captured({ by: 'import' }))
        .when(commands.importHistory(target))
        .thenSlas(),
  );

  it('with the first live step of an imported lead, where that begins one', () => {
    given(...importedStoryOf.mql)
      .when(commands.recordContact())
      .thenDecided((events) => expect(outcomeOf(events)).toBe('starts:sqlDecision'));
    given(...importedStoryOf.sql)
      .when(commands.acceptLead())
      .thenSlas();
  });
});

describe('a contact that reached nobody', () => {
  const demanding = mustBeConnected(5);
  const { version, hash } = demanding;
  const events = [
    captured(),
    mql({ definition: { version, hash } }),
    slaStarted('firstContact', { definition: { version, hash } }),
  ];
  const attempt = (outcome: string) =>
    given(...events)
      .under(inForce(demanding))
      .when(commands.recordContact({ outcome }));

  it('does not meet the deadline where the policy demands more', () =>
    attempt('no_answer').thenSlas());

  it('and one that reached somebody does', () =>
    attempt('connected').thenDecided((all) =>
      expect(outcomeOf(all)).toBe('met,starts:sqlDecision'),
    ));
});

describe('a deadline ends', () => {
  it('met by the event that meets it, with what it took', () =>
    given(...running('salesAcceptance'))
      .when(commands.acceptLead())
      .thenAll(accepted(), {
        type: 'SlaMet',
        data: {
          slaId: itsSla,
          sla: 'salesAcceptance',
          cycle: 1,
          metBy: idOf(7),
          late: false,
          elapsed: { wallMs: 8.9 * 3_600_000, pausedMs: 0, workingMs: 7.9 * 3_600_000 },
        },
      }));

  it('met while it is paused; nothing is late', () =>
    given(...running('sqlDecision'), slaPaused('sqlDecision'))
      .at('2026-05-19T00:00:00.000Z')
      .when(commands.recycleLead())
      .thenDecided((events) => expect(outcomeOf(events)).toBe('met')));

  it('met at the very instant of the deadline', () =>
    given(...running('firstContact'))
      .at('2026-05-02T00:00:00.000Z')
      .when(commands.recordContact())
      .thenDecided((events) => expect(outcomeOf(events)).toBe('met,starts:sqlDecision')));

  it('late a millisecond after it', () =>
    given(...running('firstContact'))
      .at('2026-05-02T00:00:00.001Z')
      .when(commands.recordContact())
      .thenDecided((events) =>
        expect(outcomeOf(events)).toBe('breached,met late,starts:sqlDecision'),
      ));

  it('whatever time a contact claims to have happened', () =>
    given(...running('firstContact'))
      .at('2026-05-02T09:00:00.000Z')
      .when(commands.recordContact({ occurredAt: '2026-05-01T10:00:00Z' }))
      .thenDecided((events) =>
        expect(outcomeOf(events)).toBe('breached,met late,starts:sqlDecision'),
      ));

  it('and is not ended again', () =>
    given(...running('salesAcceptance'), returned(), ...endedBy('SlaMet'))
      .when(commands.disqualifyLead())
      .thenSlas());
});

function endedBy(type: 'SlaMet'): LeadEvent[] {
  const elapsed = { wallMs: 1, pausedMs: 0, workingMs: 1 };
  const data = { slaId: itsSla, sla: 'salesAcceptance', cycle: 1 } as const;
  return [{ type, data: { ...data, metBy: idOf(7), late: false, elapsed } }];
}

describe('how a deadline stands', () => {
  const elapsed = { wallMs: 1, pausedMs: 0, workingMs: 1 };
  const name = { slaId: itsSla, sla: 'firstContact', cycle: 1 } as const;
  const met = (late: boolean): LeadEvent => ({
    type: 'SlaMet',
    data: { ...name, metBy: idOf(9), late, elapsed },
  });
  const cancelled: LeadEvent = {
    type: 'SlaCancelled',
    data: { ...name, cause: 'recycled', elapsed },
  };

  it.each([
    ['running', []],
    ['running', [slaWarned('firstContact')]],
    ['running', [slaPaused('firstContact')]],
    ['met', [met(false)]],
    ['breached', [slaBreached('firstContact')]],
    ['breached_met_late', [slaBreached('firstContact'), met(true)]],
    ['breached_cancelled', [slaBreached('firstContact'), cancelled]],
    ['cancelled', [cancelled]],
  ] as const)('is one of six ways: %s', (state, events) => {
    const { slas } = leadOf(...running('firstContact'), ...events);
    expect(slas.map(slaState)).toEqual([state]);
  });

  it('is kept for the cycles that are over', () => {
    const { slas } = leadOf(...running('firstContact'), sql(), met(false), recycled(2));
    expect(slas).toHaveLength(1);
  });
});
