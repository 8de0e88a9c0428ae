import { given } from './given-when-then.spec-support';
import {
  assignByRule,
  claimLead,
  promoteLead,
  qualifyLead,
  returnLead,
} from './lead.commands.spec-support';
import { assigned, captured, contacted, mql, putBack, storyOf } from './lead.events.spec-support';

const overridden = qualifyLead({ override: { reason: 'known_customer' } });
const byRule = { kind: 'rule', rule: 'everybody', handoff: 'mql', matched: {} } as const;
const turn = { capacity: 2, of: 5, people: 3 };

describe('whoever hands a lead over', () => {
  it.each([
    ['marketing, as it becomes an MQL', [captured()], promoteLead(), 'marketing'],
    ['inside sales, as it becomes an SQL', storyOf.contacted, overridden, 'inside_sales'],
    ['sales, as they give it back', storyOf.sql, returnLead(), 'sales'],
  ] as const)('has it no longer: %s', (_, story, command, department) =>
    given(...story, assigned({ department }))
      .when(command)
      .thenDecided((events) =>
        expect(events.at(-1)).toEqual(putBack({ department, reason: 'handed_over' })),
      ),
  );

  it('keeps nobody of the next department from keeping it', () =>
    given(...storyOf.contacted, assigned({ department: 'sales' }))
      .when(overridden)
      .thenDecided((events) =>
        expect(events.map(({ type }) => type)).not.toContain('LeadPutBack'),
      ));

  it('leaves it to be claimed', () =>
    given(...storyOf.sql, assigned(), putBack({ reason: 'handed_over' }))
      .when(claimLead({ assignee: 'mori', department: 'sales' }))
      .then(assigned({ assignee: 'mori', department: 'sales', reason: 'claimed' })));
});

describe('a rule', () => {
  it('gives a lead that waits to somebody of the department whose turn it is, and says why', () => {
    const matched = { region: 'kanto' };
    given(...storyOf.mql)
      .when(assignByRule({ matched }))
      .then(assigned({ by: { ...byRule, matched, turn } }));
    given(...storyOf.sql)
      .when(assignByRule({ handoff: 'sql', turn }))
      .then(assigned({ department: 'sales', by: { ...byRule, handoff: 'sql', turn } }));
  });

  it.each([
    ['whom somebody has already', [...storyOf.mql, assigned({ assignee: 'ken' })], 'mql'],
    ['that has been contacted meanwhile', [...storyOf.mql, contacted()], 'mql'],
    ['that has gone on to sales', storyOf.sql, 'mql'],
    ['that was accepted', storyOf.accepted, 'sql'],
    ['that is closed', storyOf.disqualified, 'mql'],
    ['that never was an MQL', [captured()], 'mql'],
  ] as const)('leaves a lead alone %s', (_, story, handoff) =>
    given(...story)
      .when(assignByRule({ handoff }))
      .thenNothing(),
  );

  it('does not touch the deadline', () =>
    given(captured(), mql({ by: 'person' }))
      .when(assignByRule())
      .thenDecided((events) => expect(events.map(({ type }) => type)).toEqual(['LeadAssigned'])));
});
