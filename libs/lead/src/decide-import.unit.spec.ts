import { given } from './given-when-then.spec-support';
import {
  captureLead,
  changeConsent,
  changeProfile,
  importHistory,
  recordActivity,
} from './lead.commands.spec-support';
import { type LeadEvent } from './lead.events';
import {
  accepted,
  activity,
  captured,
  contacted,
  disqualified,
  importedStoryOf,
  lost,
  mql,
  recycled,
  sql,
  storyOf,
  won,
} from './lead.events.spec-support';
import { type Stage, stages } from './stages';

const imported = 'import' as const;
const notStated = 'not_stated';

/** What an import writes on reaching a stage, when the source says nothing more. */
const stepTo: Readonly<Record<Exclude<Stage, 'nurturing'>, LeadEvent>> = {
  mql: mql({ score: null, threshold: null, definition: null, by: imported }),
  contacted: contacted({
    channel: notStated,
    outcome: notStated,
    occurredAt: undefined,
    by: imported,
  }),
  sql: sql({ definition: undefined, override: { reason: 'import' }, by: imported }),
  accepted: accepted({ by: imported }),
  won: won({ by: imported }),
  lost: lost({ reason: notStated, by: imported }),
  disqualified: disqualified({ reason: notStated, by: imported }),
};

type Target = keyof typeof stepTo;

/**
 * The steps that a row writes on a lead in the stage of the line, by their first letters: mql,
 * contacted, sql, accepted, won, lost, disqualified. `=` is there already, `-` would go back.
 */
const ways = `
              mql  contacted  sql  accepted  won    lost   disqualified
nurturing     m    mc         mcs  mcsa      mcsaw  mcsal  d
mql           =    c          cs   csa       csaw   csal   d
contacted     -    =          s    sa        saw    sal    d
sql           -    -          =    a         aw     al     d
accepted      -    -          -    =         w      l      d
won           -    -          -    -         =      -      -
lost          -    -          -    -         -      =      -
disqualified  -    -          -    -         -      -      =
`;

const [targets, ...lines] = ways
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/ +/));
const rows = lines.flatMap(([from, ...cells]) =>
  cells.map((way, column) => ({ from: from as Stage, target: targets![column] as Target, way })),
);

function stepsOf(way: string): LeadEvent[] {
  const letters = way === '=' ? [] : [...way];
  return letters.map(
    (letter) => Object.entries(stepTo).find(([stage]) => stage.startsWith(letter))![1],
  );
}

describe('importing', () => {
  it.each(rows)('from $from to $target: $way', ({ from, target, way }) => {
    const importing = given(...importedStoryOf[from]).when(importHistory(target));
    if (way === '-') {
      importing.thenRefused('history_goes_backward', { stage: from, target });
    } else {
      importing.then(...stepsOf(way));
      importing.thenStage(target);
    }
  });

  it('is decided for every stage', () => {
    expect(lines.map(([from]) => from)).toEqual(stages);
    expect(['nurturing', ...targets!]).toEqual(stages);
  });
});

describe('an imported history', () => {
  const lead = given(...importedStoryOf.nurturing);

  it('of a lead won in the past has these steps', () =>
    lead
      .when(importHistory('won'))
      .then(stepTo.mql, stepTo.contacted, stepTo.sql, stepTo.accepted, stepTo.won));

  it('dates the steps that the source dates, and no others', () => {
    const reachedAt = { mql: '2024-03-01T09:00:00+09:00', won: '2024-06-30T17:00:00+09:00' };
    lead
      .when(importHistory('won', { reachedAt }))
      .then(
        { ...stepTo.mql, data: { ...stepTo.mql.data, occurredAt: reachedAt.mql } } as LeadEvent,
        stepTo.contacted,
        stepTo.sql,
        stepTo.accepted,
        won({ by: imported, occurredAt: reachedAt.won }),
      );
  });

  it('names the owner and the deal', () => {
    const value = { amount: '300000', currency: 'JPY' };
    const closing = { closedOn: '2024-06-30', product: 'Sash' };
    given(...importedStoryOf.sql)
      .when(importHistory('won', { owner: 'mika', deal: { ...closing, value, reason: 'x' } }))
      .then(accepted({ owner: 'mika', by: imported }), won({ ...closing, value, by: imported }));
  });

  it.each(['lost', 'disqualified'] as const)('says why it was %s', (target) => {
    const { type, data } = stepTo[target];
    given(...importedStoryOf.accepted)
      .when(importHistory(target, { deal: { reason: 'price' } }))
      .then({ type, data: { ...data, reason: 'price' } } as LeadEvent);
  });

  it('can be imported again', () =>
    given(...importedStoryOf.won)
      .when(importHistory('won'))
      .thenNothing());

  it('goes on where a corrected file says more', () =>
    given(...importedStoryOf.contacted)
      .when(importHistory('accepted'))
      .then(stepTo.sql, stepTo.accepted));

  it('does not mind imported facts in between', () =>
    given(...importedStoryOf.nurturing, activity({ by: imported }))
      .when(importHistory('mql'))
      .then(stepTo.mql));
});

describe('a lead that lives', () => {
  it.each(stages)('in %s is not given a history', (stage) =>
    given(...storyOf[stage])
      .when(importHistory('won'))
      .thenRefused('lead_has_live_events', { stage }),
  );

  it('does so from its first live fact on', () =>
    given(...importedStoryOf.contacted, activity())
      .when(importHistory('won'))
      .thenRefused('lead_has_live_events', { stage: 'contacted' }));

  it('does so for ever', () =>
    given(captured({ by: imported }), mql(), recycled(2), activity({ by: imported }))
      .when(importHistory('mql'))
      .thenRefused('lead_has_live_events'));

  it.each([
    captureLead({ source: { form: 'contact' }, by: imported }),
    changeProfile({ person: { role: 'CTO' }, by: imported }),
    changeConsent({ by: imported }),
    recordActivity({ by: imported }),
  ])('is not told of its past by $type either', (command) =>
    given(...importedStoryOf.contacted, activity())
      .when(command)
      .thenRefused('lead_has_live_events', { stage: 'contacted' }),
  );

  it('has to be captured first', () =>
    given().when(importHistory('won')).thenRefused('lead_not_found'));
});
