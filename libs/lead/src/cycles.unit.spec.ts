import { given, leadOf } from './given-when-then.spec-support';
import {
  assessBant,
  loseDeal,
  promoteLead,
  recordCustomerValue,
  recycleLead,
  reopenLead,
} from './lead.commands.spec-support';
import {
  accepted,
  assigned,
  bantAssessed,
  captured,
  consentChanged,
  contacted,
  lost,
  mql,
  recycled,
  reopened,
  scored,
  sealed,
  sql,
  storyOf,
  won,
} from './lead.events.spec-support';

const note = sealed('next spring');

describe('a new cycle', () => {
  it('begins with a recycle', () =>
    given(...storyOf.mql)
      .when(recycleLead({ note }))
      .then({ type: 'LeadRecycled', data: { cycle: 2, reason: 'not_now', note } }));

  it('begins with a reopening', () =>
    given(...storyOf.lost)
      .when(reopenLead({ note }))
      .then({ type: 'LeadReopened', data: { cycle: 2, reason: 'came_back', note } }));

  it('is counted on', () =>
    given(...storyOf.mql, recycled(2), mql({ cycle: 2 }))
      .when(recycleLead())
      .then(recycled(3)));

  it('forgets attempts, assessment and definition of the old one', () => {
    const { cycle } = leadOf(...storyOf.contacted, bantAssessed(), recycled(2));
    expect(cycle).toEqual({
      number: 2,
      since: 5,
      attempts: 0,
      qualified: 'no',
      definition: null,
      assessment: null,
    });
  });

  it('keeps who the lead is, whose it is, and the score last recorded', () => {
    const history = [
      captured({ person: { role: 'CTO' } }),
      consentChanged(),
      assigned(),
      scored({ total: 60 }),
      mql(),
    ];
    const [before, after] = [leadOf(...history), leadOf(...history, recycled(2))];
    const { stage, version, etag, cycle } = before;
    expect({ ...after, stage, version, etag, cycle }).toEqual(before);
  });

  it('is named by all that happens in it', () => {
    const second = [mql({ cycle: 2 }), contacted({ cycle: 2 }), bantAssessed({}, 2)];
    const lead = [...storyOf.contacted, recycled(2)];
    given(...lead)
      .when(promoteLead())
      .then(mql({ cycle: 2, by: 'person', reason: 'raised_hand', score: null }));
    given(...lead, ...second.slice(0, 2))
      .when(assessBant())
      .then(bantAssessed({}, 2));
    given(...lead, ...second, sql({ cycle: 2 }), accepted({ cycle: 2 }))
      .when(loseDeal())
      .then(lost({ cycle: 2 }));
    given(...lead, ...second, sql({ cycle: 2 }), accepted({ cycle: 2 }), won({ cycle: 2 }))
      .when(recordCustomerValue())
      .then({ type: 'CustomerValueRecorded', data: { cycle: 2, asOf: '2026-05-01' } });
  });

  it('is counted from the last one, also by reopening after a recycle', () =>
    given(...storyOf.mql, recycled(2), {
      type: 'LeadDisqualified',
      data: { cycle: 2, reason: 'x' },
    })
      .when(reopenLead())
      .then(reopened(3)));
});
