import fc from 'fast-check';
import { anyCommand, instantOf, walk } from './lead.arbitrary.spec-support';
import { evolve, initial, type Lead } from './lead';
import { type LeadCommand } from './lead.commands';
import { leadEvents, type RecordedLeadEvent } from './lead.events';
import { describe as inWords } from './lead.words';
import { goOn, type Life, live, tryDecide } from './lives.spec-support';
import { assertStorable } from './given-when-then.spec-support';
import { type Stage } from './stages';

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

const stageOf = { firstContact: 'mql', sqlDecision: 'contacted', salesAcceptance: 'sql' } as const;

/** The rules that a lead breaks as it stands; none, whatever happened to it. */
function brokenRules(lead: Lead): string[] {
  const { stage, version, cycle, score, identities, slas } = lead;
  const workedIn: readonly (Stage | null)[] = ['contacted', 'sql', 'accepted', 'won', 'lost'];
  const fields = Object.values({ ...lead.person, ...lead.company });
  const rules: Record<string, boolean> = {
    'has a stage once it has events': (stage === null) === (version === 0),
    'began its cycle within its stream': cycle.since >= 1 && cycle.since <= Math.max(version, 1),
    'is not qualified while it is nurtured': stage !== 'nurturing' || cycle.qualified === 'no',
    'is an MQL from then on':
      cycle.qualified !== 'no' || [null, 'nurturing', 'disqualified'].includes(stage),
    'was contacted before it went on': !workedIn.includes(stage) || cycle.attempts >= 1,
    'has a definition since its live MQL': cycle.qualified !== 'live' || cycle.definition !== null,
    'has none before its MQL': cycle.qualified !== 'no' || cycle.definition === null,
    'is assessed after its MQL': cycle.assessment === null || cycle.qualified !== 'no',
    'has the score of something that happened': score === null || score.fact <= version,
    'has one e-mail at most': identities.filter(({ kind }) => kind === 'email').length <= 1,
    'bears an identity once':
      new Set(identities.map(({ hash }) => hash)).size === identities.length,
    'is not paused once it was breached': slas.every(
      ({ breached, pause, ended }) => !breached || pause === null || ended !== null,
    ),
    'has no empty fields': fields.every((field) => field !== null && field !== undefined),
  };
  return Object.keys(rules).filter((rule) => !rules[rule]);
}

/** Every way from one stage to another. */
const arrows = new Set(
  `new→nurturing nurturing→mql mql→contacted contacted→sql sql→accepted accepted→won accepted→lost
  sql→contacted accepted→contacted mql→nurturing contacted→nurturing lost→nurturing
  disqualified→nurturing won→accepted lost→accepted nurturing→disqualified mql→disqualified
  contacted→disqualified sql→disqualified accepted→disqualified`.split(/\s+/),
);

function moves({ states }: Life): string[] {
  return states
    .slice(1)
    .map(({ stage }, index) => [states[index]!.stage ?? 'new', stage])
    .filter(([from, to]) => from !== to)
    .map(([from, to]) => `${from}→${to}`);
}

describe('whatever is asked of a lead, and in whatever order', () => {
  it('it is in a legal state after every event', () => {
    fc.assert(
      fc.property(walk, (commands) => {
        expect(live(commands).states.flatMap(brokenRules)).toEqual([]);
      }),
    );
  });

  it('whose turn it is has the one deadline that runs', () => {
    fc.assert(
      fc.property(walk, (commands) => {
        for (const { slas, stage } of live(commands).rests) {
          const open = slas.filter(({ ended }) => ended === null);
          expect(open.length).toBeLessThanOrEqual(1);
          for (const { policy } of open) expect(stageOf[policy]).toBe(stage);
        }
      }),
    );
  });

  it('it moves along the arrows, and begins a cycle with each way back to nurturing', () => {
    fc.assert(
      fc.property(walk, (commands) => {
        const life = live(commands);
        const way = moves(life);
        expect(way.filter((move) => !arrows.has(move))).toEqual([]);
        const begun = way.filter((move) => move.endsWith('→nurturing')).length;
        expect(life.states.at(-1)!.cycle.number).toBe(Math.max(begun, 1));
      }),
    );
  });

  it('its events can be stored and be told in words', () => {
    fc.assert(
      fc.property(walk, (commands) => {
        for (const event of live(commands).events) {
          assertStorable(event);
          expect(inWords(event)).not.toMatch(/sealed|undefined|null| {2}|\[object| $/);
        }
      }),
    );
  });

  it('its history, read again, gives the lead that it was at every moment', () => {
    fc.assert(
      fc.property(walk, (commands) => {
        const { events, states } = live(commands);
        const stored = JSON.parse(JSON.stringify(events)) as RecordedLeadEvent[];
        let lead = initial;
        stored.forEach((event, index) => {
          lead = evolve(lead, event);
          expect(lead).toEqual(states[index + 1]);
        });
      }),
    );
  });

  it('a fold changes neither the lead before nor the event', () => {
    fc.assert(
      fc.property(walk, (commands) => {
        const { events, states } = live(commands);
        events.forEach((event, index) => {
          const before = frozen(states[index]!);
          const retracted = [...before.retracted];
          evolve(before, frozen(event));
          expect([...before.retracted]).toEqual(retracted);
        });
      }),
    );
  });

  it('the same command on the same lead decides the same, and changes neither', () => {
    fc.assert(
      fc.property(walk, anyCommand, (commands, command) => {
        const lead = frozen(live(commands).states.at(-1)!);
        const once = tryDecide(frozen(command), lead, instantOf(60));
        expect(tryDecide(command, lead, instantOf(60))).toEqual(once);
      }),
    );
  });

  it('what was said already adds nothing when it is said again', () => {
    fc.assert(
      fc.property(walk, anyCommand.filter(saysItOnce), (commands, command) => {
        const before = live(commands);
        const at = instantOf(60);
        const said = goOn(before, tryDecide(command, before.states.at(-1)!, at), at);
        expect(tryDecide(command, said.states.at(-1)!, at)).toEqual([]);
      }),
    );
  });
});

/** A form is an activity each time it is filled in, and each capture has its own conflict. */
function saysItOnce(command: LeadCommand): boolean {
  switch (command.type) {
    case 'CaptureLead':
      return command.source.form === undefined && command.identityConflict === undefined;
    case 'ChangeProfile':
    case 'ChangeConsent':
    case 'AssignLead':
    case 'AssignByRule':
    case 'ClaimLead':
    case 'PutBackLead':
    case 'RetractActivity':
    case 'RecordScore':
    case 'ImportHistory':
    case 'RecordSlaTimer':
      return true;
    default:
      return false;
  }
}

it('these walks take every arrow, and every event happens on them', () => {
  const lives = fc.sample(walk, { numRuns: 500, seed: 1 }).map(live);
  const reached = new Set(lives.flatMap(moves));
  const happened = new Set(lives.flatMap(({ events }) => events.map(({ type }) => type)));
  expect([...reached].sort()).toEqual([...arrows].sort());
  expect([...happened].sort()).toEqual(Object.keys(leadEvents).sort());
});
