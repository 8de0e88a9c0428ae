import { refOf, versionZero } from '@tasuki/definition';
import { agreed, budgetIsAll, inForce, mustBeConnected } from './definitions.spec-support';
import { given, idOf } from './given-when-then.spec-support';
import * as commands from './lead.commands.spec-support';
import { type LeadCommand } from './lead.commands';
import {
  accepted,
  bantAssessed,
  contacted,
  corrected,
  disqualified,
  importedStoryOf,
  lost,
  mql,
  returned,
  sql,
  won,
} from './lead.events.spec-support';
import { type LeadEvent } from './lead.events';
import { type Stage } from './stages';

const first = agreed(1, {});
const later = budgetIsAll(2);
const definitions = inForce(versionZero, ['2026-05-01', first], ['2026-06-01', later]);
const definition = refOf(first);
const noBudget = bantAssessed({ budget: 'not_met' });

type Step = readonly [LeadCommand, Stage, LeadEvent];

const firstLiveSteps: readonly Step[] = [
  [commands.recordContact(), 'mql', contacted({ definition })],
  [commands.disqualifyLead(), 'mql', disqualified({ definition })],
  [
    commands.qualifyLead({ override: { reason: 'known' } }),
    'contacted',
    sql({ definition, override: { reason: 'known' } }),
  ],
  [commands.acceptLead(), 'sql', accepted({ definition })],
  [commands.returnLead(), 'sql', returned({ definition })],
  [commands.returnLead(), 'accepted', returned({ definition })],
  [commands.winDeal(), 'accepted', won({ definition })],
  [commands.loseDeal(), 'accepted', lost({ definition })],
  [commands.correctOutcome(), 'won', corrected({ definition })],
  [commands.correctOutcome(), 'lost', corrected({ definition })],
];

describe('the first live stage command of an imported cycle', () => {
  it.each(firstLiveSteps.map(([command, stage, event]) => ({ command, stage, event })))(
    '$command.type in $stage names the definition in force',
    ({ command, stage, event }) =>
      given(...importedStoryOf[stage])
        .under(definitions)
        .when(command)
        .then(event),
  );
});

describe('from then on the imported cycle', () => {
  const returnedUnder = (ref = definition) => [
    ...importedStoryOf.sql,
    returned({ definition: ref }),
    noBudget,
  ];
  const inJune = '2026-06-02T00:00:00.000Z';

  it('is judged by that definition, whatever is in force by then', () => {
    given(...returnedUnder(definition))
      .at(inJune)
      .under(definitions)
      .when(commands.qualifyLead())
      .then(sql({ definition, assessment: idOf(noBudgetAt) }));
    given(...returnedUnder(refOf(later)))
      .at(inJune)
      .under(definitions)
      .when(commands.qualifyLead())
      .thenRefused('sql_criteria_not_met', { unmet: ['budget'], definitionVersion: 2 });
  });
  const noBudgetAt = returnedUnder().length;

  it('has it from a corrected outcome too', () =>
    given(...importedStoryOf.lost, corrected({ definition }))
      .at(inJune)
      .under(definitions)
      .when(commands.returnLead())
      .then(returned()));

  it('does not name it again', () =>
    given(...importedStoryOf.mql, contacted({ definition }))
      .at(inJune)
      .under(definitions)
      .when(commands.disqualifyLead())
      .then(disqualified()));
});

describe('an imported MQL', () => {
  const demanding = inForce(mustBeConnected(3));
  const lead = given(...importedStoryOf.mql).under(demanding);

  it('is contacted by the policy in force', () => {
    lead.when(commands.recordContact({ outcome: 'no_answer' })).thenStage('mql');
    lead.when(commands.recordContact()).thenStage('contacted');
  });

  it('that a live MQL follows in the next cycle has a definition from the start', () =>
    given(
      ...importedStoryOf.disqualified,
      { type: 'LeadReopened', data: { cycle: 2, reason: 'came_back' } },
      mql({ cycle: 2 }),
    )
      .under(definitions)
      .when(commands.recordContact())
      .then(contacted({ cycle: 2 })));
});

describe('a live step', () => {
  it('does not name the definition that its MQL named already', () =>
    given(...importedStoryOf.nurturing, mql())
      .under(definitions)
      .when(commands.recordContact())
      .then(contacted()));

  it('before any MQL names none: nothing is judged yet', () =>
    given(...importedStoryOf.nurturing)
      .under(definitions)
      .when(commands.disqualifyLead())
      .then(disqualified()));
});
