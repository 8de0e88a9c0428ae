import { refOf, versionZero } from '@tasuki/definition';
import { budgetIsAll, inForce } from './definitions.spec-support';
import { given, idOf } from './given-when-then.spec-support';
import { assessBant, qualifyLead } from './lead.commands.spec-support';
import {
  bantAssessed,
  captured,
  contacted,
  mql,
  recycled,
  returned,
  sealed,
  sql,
  storyOf,
} from './lead.events.spec-support';

const override = { reason: 'known_customer', note: sealed('bought last year') };

describe('assessing BANT', () => {
  it('records all four letters, with notes', () => {
    const note = sealed('needs it by June');
    given(...storyOf.contacted)
      .when({ ...assessBant({ budget: 'unknown' }), timing: { verdict: 'not_met', note } })
      .then({
        type: 'BantAssessed',
        data: {
          cycle: 1,
          budget: { verdict: 'unknown' },
          authority: { verdict: 'met' },
          need: { verdict: 'met' },
          timing: { verdict: 'not_met', note },
        },
      });
  });

  it('may be done again', () =>
    given(...storyOf.contacted, bantAssessed())
      .when(assessBant())
      .then(bantAssessed()));
});

describe('qualifying', () => {
  it('rests on the assessment and names the definition', () =>
    given(...storyOf.contacted, bantAssessed())
      .when(qualifyLead())
      .then(sql({ assessment: idOf(4) })));

  it('carries the time it has', () => {
    const occurredAt = '2026-04-30T10:00:00+09:00';
    given(...storyOf.contacted, bantAssessed())
      .when(qualifyLead({ occurredAt }))
      .then(sql({ assessment: idOf(4), occurredAt }));
  });

  it('needs need and timing, and budget or authority', () =>
    given(...storyOf.contacted, bantAssessed({ budget: 'not_met' }))
      .when(qualifyLead())
      .thenStage('sql'));

  it('is refused when criteria are not met, and says which', () =>
    given(...storyOf.contacted, bantAssessed({ need: 'unknown', timing: 'not_met' }))
      .when(qualifyLead())
      .thenRefused('sql_criteria_not_met', { unmet: ['need', 'timing'], definitionVersion: 0 }));

  it('is refused when nobody assessed', () =>
    given(...storyOf.contacted)
      .when(qualifyLead())
      .thenRefused('sql_criteria_not_met', {
        unmet: ['budget', 'authority', 'need', 'timing'],
      }));

  it('goes by the last assessment', () => {
    const [good, bad] = [bantAssessed(), bantAssessed({ need: 'not_met' })];
    given(...storyOf.contacted, bad, good)
      .when(qualifyLead())
      .then(sql({ assessment: idOf(5) }));
    given(...storyOf.contacted, good, bad)
      .when(qualifyLead())
      .thenRefused('sql_criteria_not_met', { unmet: ['need'] });
  });

  it('after a return may rest on the same assessment', () =>
    given(...storyOf.contacted, bantAssessed(), sql(), returned())
      .when(qualifyLead())
      .then(sql({ assessment: idOf(4) })));

  it('does not rest on an assessment of an earlier cycle', () =>
    given(
      ...storyOf.contacted,
      bantAssessed(),
      recycled(2),
      mql({ cycle: 2 }),
      contacted({ cycle: 2 }),
    )
      .when(qualifyLead())
      .thenRefused('sql_criteria_not_met'));
});

describe('overriding the criteria', () => {
  it('is written with its reason, without an assessment', () =>
    given(...storyOf.contacted)
      .when(qualifyLead({ override }))
      .then(sql({ assessment: null, override })));

  it('is written with its reason, over an assessment', () =>
    given(...storyOf.contacted, bantAssessed({ need: 'not_met' }))
      .when(qualifyLead({ override }))
      .then(sql({ assessment: idOf(4), override })));

  it('is not written where nothing had to be overridden', () =>
    given(...storyOf.contacted, bantAssessed())
      .when(qualifyLead({ override }))
      .then(sql({ assessment: idOf(4) })));
});

describe('the definition under which it became MQL', () => {
  const demanding = budgetIsAll(1);
  const definitions = inForce(versionZero, ['2026-05-01', demanding]);
  const noBudget = bantAssessed({ budget: 'not_met' });

  it('judges it, whatever is in force by now', () =>
    given(...storyOf.contacted, noBudget)
      .under(definitions)
      .when(qualifyLead())
      .then(sql({ assessment: idOf(4) })));

  it('judges it by its own criteria', () =>
    given(captured(), mql({ definition: refOf(demanding) }), contacted(), noBudget)
      .under(definitions)
      .when(qualifyLead())
      .thenRefused('sql_criteria_not_met', { unmet: ['budget'], definitionVersion: 1 }));
});
