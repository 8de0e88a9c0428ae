import { type LeadEvent } from '@tasuki/lead';
import {
  activity,
  asOf,
  captured,
  factsOf,
  idOf,
  profileChanged,
  recycled,
  reopened,
  retracted,
} from '../testing/story';
import { isFact, noFacts } from './facts';

const sealed = `sealed.v1.${'x'.repeat(40)}`;

describe('the facts of a lead', () => {
  it('begin with what capture told', () => {
    const facts = factsOf([
      captured({
        source: { channel: 'web', campaign: 'spring' },
        person: { name: sealed, role: 'CTO', seniority: 'c_level' },
        company: { name: 'Example Corp', industry: 'software', employees: 80, region: 'kanto' },
      }),
    ]);
    expect(facts).toEqual({
      attributes: {
        channel: 'web',
        role: 'CTO',
        seniority: 'c_level',
        industry: 'software',
        employees: 80,
        region: 'kanto',
      },
      cycle: 1,
      activities: [],
    });
  });

  it('take what a profile change says, keep the rest, and drop what it takes away', () => {
    const { attributes } = factsOf([
      captured({
        source: { channel: 'web' },
        person: { role: 'CTO', seniority: 'c_level' },
        company: { industry: 'software' },
      }),
      profileChanged({ person: { seniority: null, role: 'Advisor' }, company: { employees: 12 } }),
    ]);
    expect(attributes).toEqual({
      channel: 'web',
      role: 'Advisor',
      industry: 'software',
      employees: 12,
    });
  });

  it('hold each activity with the cycle it was recorded in', () => {
    const { activities, cycle } = factsOf([
      captured(),
      activity('download', asOf, 'guide'),
      recycled(2),
      activity('visit'),
      reopened(3),
    ]);
    expect(activities).toEqual([
      {
        eventId: idOf(2),
        version: 2,
        activityType: 'download',
        asset: 'guide',
        occurredAt: asOf,
        cycle: 1,
      },
      { eventId: idOf(4), version: 4, activityType: 'visit', occurredAt: asOf, cycle: 2 },
    ]);
    expect(cycle).toBe(3);
  });

  it('lose a retracted activity and no other', () => {
    const { activities } = factsOf([captured(), activity('a'), activity('b'), retracted(2)]);
    expect(activities.map(({ activityType }) => activityType)).toEqual(['b']);
  });

  it('are not changed by decisions', () => {
    const before = [captured(), activity('a')];
    const decision: LeadEvent = { type: 'BantAssessed', data: { cycle: 1, ...unknownBant() } };
    expect(factsOf([...before, decision])).toEqual(factsOf(before));
  });

  it('are none before capture', () => {
    expect(factsOf([])).toBe(noFacts);
  });
});

describe('a fact', () => {
  it.each([
    'LeadCaptured',
    'LeadProfileChanged',
    'LeadConsentChanged',
    'LeadActivityRecorded',
    'LeadActivityRetracted',
    'SalesFeedbackGiven',
  ] as const)('is %s', (type) => expect(isFact({ type })).toBe(true));

  it.each([
    'LeadScored',
    'LeadMarketingQualified',
    'LeadRecycled',
    'LeadReopened',
    'DealWon',
    'CustomerValueRecorded',
  ] as const)('is not %s', (type) => expect(isFact({ type })).toBe(false));
});

function unknownBant() {
  const verdict = { verdict: 'unknown' } as const;
  return { budget: verdict, authority: verdict, need: verdict, timing: verdict };
}
