import { refOf, versionZero } from '@tasuki/definition';
import { agreed, inForce, mustBeConnected } from './definitions.spec-support';
import { given, now } from './given-when-then.spec-support';
import {
  acceptLead,
  assignLead,
  claimLead,
  disqualifyLead,
  promoteLead,
  putBackLead,
  recordContact,
  returnLead,
} from './lead.commands.spec-support';
import {
  accepted,
  assigned,
  attempted,
  captured,
  contacted,
  disqualified,
  mql,
  putBack,
  recycled,
  returned,
  scored,
  sealed,
  storyOf,
} from './lead.events.spec-support';

describe('assigning', () => {
  it('says to whom, and that a person decided', () =>
    given(captured())
      .when(assignLead({ reason: 'knows_the_company', note: sealed('her school friend') }))
      .then(assigned({ reason: 'knows_the_company', note: sealed('her school friend') })));

  it('to whom it is assigned already does nothing', () =>
    given(captured(), assigned()).when(assignLead()).thenNothing());

  it('to another person, or to the same in another department, is news', () => {
    const lead = given(captured(), assigned());
    lead.when(assignLead({ assignee: 'ken' })).then(assigned({ assignee: 'ken' }));
    lead.when(assignLead({ department: 'sales' })).then(assigned({ department: 'sales' }));
  });
});

describe('promoting', () => {
  const note = sealed('called us twice');

  it('makes an MQL without a score, by the definition in force, with the reason', () => {
    const strict = agreed(1, { threshold: 80 });
    given(captured())
      .under(inForce(versionZero, ['2026-05-01', strict]))
      .when(promoteLead({ note }))
      .then(
        mql({
          by: 'person',
          reason: 'raised_hand',
          note,
          score: null,
          threshold: 80,
          definition: refOf(strict),
        }),
      );
  });

  it('says the score that it had', () =>
    given(captured(), scored({ total: 30 }))
      .when(promoteLead())
      .then(mql({ by: 'person', reason: 'raised_hand', score: 30 })));
});

describe('a contact', () => {
  it('makes an MQL contacted, whatever its outcome', () =>
    given(...storyOf.mql)
      .when(recordContact({ outcome: 'left_message', note: sealed('with a colleague') }))
      .then(contacted({ outcome: 'left_message', note: sealed('with a colleague') })));

  it('is dated as it was reported', () => {
    const occurredAt = '2026-05-01T11:00:00+09:00';
    given(...storyOf.mql)
      .when(recordContact({ occurredAt }))
      .then(contacted({ occurredAt }));
  });

  it('that nobody dated happened now', () =>
    given(...storyOf.mql)
      .when(recordContact())
      .then(contacted({ occurredAt: now })));

  it('in any other open stage is one more attempt', () =>
    given(...storyOf.contacted)
      .when(recordContact())
      .then(attempted({ attempt: 2, outcome: 'connected' })));

  it('counts from the start of the cycle, the MQL not yet made included', () =>
    given(captured(), attempted(), attempted({ attempt: 2 }), mql())
      .when(recordContact())
      .then(contacted({ attempt: 3 })));

  it('counts anew in the next cycle', () =>
    given(...storyOf.contacted, recycled(2))
      .when(recordContact())
      .then(attempted({ cycle: 2, attempt: 1, outcome: 'connected' })));
});

describe('where the policy demands that somebody was reached', () => {
  const demanding = mustBeConnected(1);
  const definitions = inForce(versionZero, ['2026-05-01', demanding]);
  const lead = given(captured(), mql({ definition: refOf(demanding) })).under(definitions);

  it('an unanswered call leaves the MQL waiting', () => {
    lead.when(recordContact({ outcome: 'no_answer' })).then(attempted());
    lead.when(recordContact({ outcome: 'no_answer' })).thenStage('mql');
  });

  it('a call that was answered makes it contacted', () => {
    lead.when(recordContact()).then(contacted());
    lead.when(recordContact()).thenStage('contacted');
  });

  it('an MQL of an earlier definition is judged by that one', () =>
    given(...storyOf.mql)
      .under(definitions)
      .when(recordContact({ outcome: 'no_answer' }))
      .thenStage('contacted'));
});

describe('sales', () => {
  it('accepts with an owner and a time, if they are said', () => {
    const said = { owner: 'mika', occurredAt: '2026-04-30T10:00:00+09:00' };
    given(...storyOf.sql)
      .when(acceptLead(said))
      .then(accepted(said));
    given(...storyOf.sql)
      .when(acceptLead())
      .then(accepted());
  });

  it('returns with a reason, before accepting and after', () => {
    const why = { reason: 'wrong_contact', note: sealed('she has left') };
    given(...storyOf.sql)
      .when(returnLead(why))
      .then(returned(why));
    given(...storyOf.accepted)
      .when(returnLead(why))
      .then(returned(why));
  });
});

describe('disqualifying', () => {
  it('says why, in the cycle it ends', () =>
    given(...storyOf.mql, recycled(2))
      .when(disqualifyLead({ note: sealed('a student') }))
      .then(disqualified({ cycle: 2, note: sealed('a student') })));
});

describe('claiming a lead', () => {
  it('that nobody has makes it mine, and says so', () =>
    given(...storyOf.mql)
      .when(claimLead({ assignee: 'ken' }))
      .then(assigned({ assignee: 'ken', reason: 'claimed' })));

  it('that is mine already changes nothing', () =>
    given(...storyOf.mql, assigned({ assignee: 'ken' }))
      .when(claimLead({ assignee: 'ken' }))
      .thenNothing());

  it('that another has is refused, with who', () =>
    given(...storyOf.mql, assigned({ assignee: 'aiko' }))
      .when(claimLead({ assignee: 'ken' }))
      .thenRefused('already_assigned', { assignee: 'aiko', department: 'inside_sales' }));
});

describe('putting a lead back', () => {
  it('says who had it, and why', () =>
    given(...storyOf.mql, assigned({ assignee: 'aiko' }))
      .when(putBackLead())
      .then(putBack()));

  it('that nobody has changes nothing', () =>
    given(...storyOf.mql)
      .when(putBackLead())
      .thenNothing());

  it('makes it anybody’s again', () =>
    given(...storyOf.mql, assigned({ assignee: 'aiko' }), putBack())
      .when(claimLead({ assignee: 'ken' }))
      .then(assigned({ assignee: 'ken', reason: 'claimed' })));
});
