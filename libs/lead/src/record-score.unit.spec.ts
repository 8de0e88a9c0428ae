import { refOf, versionZero } from '@tasuki/definition';
import { agreed, builtIn, inForce } from './definitions.spec-support';
import { given } from './given-when-then.spec-support';
import { recordScore } from './lead.commands.spec-support';
import {
  activity,
  captured,
  mql,
  recycled,
  reopened,
  scored,
  storyOf,
} from './lead.events.spec-support';

const strict = agreed(1, { threshold: 80 });
const lax = agreed(2, { threshold: 20 });
const definitions = inForce(versionZero, ['2026-05-01', strict], ['2026-05-02', lax]);

describe('a score', () => {
  const lead = [captured(), activity(), activity()];

  it('is recorded with its whole explanation', () => {
    const whole = { fact: 2, total: 10, unscored: [{ activityType: 'waved', seen: 1 }] };
    given(...lead)
      .when(recordScore(whole))
      .then(scored(whole));
  });

  it('of 0 is recorded the first time: nobody had looked before', () =>
    given(...lead)
      .when(recordScore({ total: 0 }))
      .then(scored({ total: 0 })));

  it('that differs from the last one is recorded, lower or higher', () => {
    const before = [...lead, scored({ fact: 2, total: 10 })];
    const [higher, lower] = [
      { fact: 3, total: 20 },
      { fact: 3, total: 5 },
    ];
    given(...before)
      .when(recordScore(higher))
      .then(scored(higher));
    given(...before)
      .when(recordScore(lower))
      .then(scored(lower));
  });

  it('that is the same as the last one is not', () =>
    given(...lead, scored({ fact: 2, total: 10 }))
      .when(recordScore({ fact: 3, total: 10 }))
      .thenNothing());

  it('that is the same by another definition is news', () => {
    const byStrict = { fact: 3, total: 10, definition: refOf(strict) };
    given(...lead, scored({ fact: 2, total: 10 }))
      .under(definitions)
      .when(recordScore(byStrict))
      .then(scored(byStrict));
  });

  it('of a fact that was scored already is news by another definition only', () => {
    const before = [...lead, scored({ fact: 3, total: 10 })];
    const byStrict = { fact: 3, total: 12, definition: refOf(strict) };
    given(...before)
      .when(recordScore({ fact: 3, total: 12 }))
      .thenNothing();
    given(...before)
      .under(definitions)
      .when(recordScore(byStrict))
      .then(scored(byStrict));
  });

  it('of an earlier fact comes too late, whatever the definition', () => {
    const before = given(...lead, scored({ fact: 3, total: 10 })).under(definitions);
    before.when(recordScore({ fact: 2, total: 50 })).thenNothing();
    before.when(recordScore({ fact: 2, total: 90, definition: refOf(strict) })).thenNothing();
  });

  it('of a fact that has not happened is declined', () =>
    given(...lead)
      .when(recordScore({ fact: 4, total: 50 }))
      .thenNothing());

  it('by a definition that nobody knows is refused', () =>
    given(...lead)
      .when(recordScore({ definition: { version: 7, hash: '7'.repeat(64) } }))
      .thenRefused('unknown_definition', { version: 7 }));
});

describe('the threshold', () => {
  it.each([50, 50.01, 120])('is reached at %d of 50', (total) =>
    given(captured())
      .when(recordScore({ total }))
      .then(scored({ total }), mql({ score: total, threshold: 50, definition: builtIn })),
  );

  it('is not reached at 49.99', () =>
    given(captured())
      .when(recordScore({ total: 49.99 }))
      .then(scored({ total: 49.99 })));

  it('is the one of the definition that scored, also when another is in force by now', () => {
    const scoredBy = (definition = builtIn) => ({ total: 50, definition });
    const now = given(captured()).at('2026-05-02T12:00:00.000Z').under(definitions);
    now.when(recordScore(scoredBy(refOf(strict)))).then(scored(scoredBy(refOf(strict))));
    now
      .when(recordScore(scoredBy(refOf(lax))))
      .then(
        scored(scoredBy(refOf(lax))),
        mql({ score: 50, threshold: 20, definition: refOf(lax) }),
      );
  });

  it('makes no second MQL in one cycle', () =>
    given(...storyOf.contacted, activity())
      .when(recordScore({ fact: 4, total: 70 }))
      .then(scored({ fact: 4, total: 70 })));
});

describe('in a new cycle a score', () => {
  const recycledLead = [captured(), activity(), scored({ fact: 2, total: 60 }), mql(), recycled(2)];

  it('of a fact before it is declined: a recycled lead does not bounce back', () =>
    given(...recycledLead)
      .under(definitions)
      .when(recordScore({ fact: 2, total: 60, definition: refOf(lax) }))
      .thenNothing());

  it('of a fact in it makes MQL again, though it equals the last one', () =>
    given(...recycledLead, activity())
      .when(recordScore({ fact: 6, total: 60 }))
      .then(scored({ fact: 6, total: 60 }), mql({ cycle: 2, score: 60 })));

  it('that began by reopening is judged alike', () => {
    const reopenedLead = [...storyOf.disqualified, reopened(2), activity()];
    given(...reopenedLead)
      .when(recordScore({ fact: 1, total: 60 }))
      .thenNothing();
    given(...reopenedLead)
      .when(recordScore({ fact: 4, total: 60 }))
      .then(scored({ fact: 4, total: 60 }), mql({ cycle: 2, score: 60 }));
  });
});

describe('a closed lead', () => {
  it.each(['won', 'lost', 'disqualified'] as const)('that is %s is not scored', (stage) =>
    given(...storyOf[stage])
      .when(recordScore({ total: 90 }))
      .thenNothing(),
  );
});
