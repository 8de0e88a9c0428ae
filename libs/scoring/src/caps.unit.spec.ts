import {
  activity,
  agreed,
  attributeRule,
  behaviourRule,
  captured,
  daysBefore,
  pointsOf,
  scored,
} from '../testing/story';

const download = behaviourRule({ id: 'download', points: 8, group: 'content' });
const webinar = behaviourRule({ id: 'webinar', points: 12.5, group: 'content' });
const call = behaviourRule({ id: 'call', points: 20 });
const region = attributeRule(
  'region',
  { kind: 'any_of', attribute: 'region', values: ['kanto'] },
  5,
);
const role = attributeRule('role', { kind: 'any_of', attribute: 'role', values: ['CTO'] }, 7);
const inTokyo = captured({ company: { region: 'kanto' }, person: { role: 'CTO' } });
const contentCap = [{ group: 'content', cap: 20 }];

describe('a group cap', () => {
  const definition = agreed({
    behaviourRules: [download, webinar, call],
    groupCaps: contentCap,
  });

  it('cuts the latest of the group first', () => {
    const score = scored(
      definition,
      captured(),
      activity('webinar', daysBefore(1)),
      activity('download', daysBefore(3)),
      activity('download', daysBefore(2)),
      activity('call', daysBefore(0)),
    );
    expect(pointsOf(score)).toEqual({ download: 16, webinar: 4, call: 20 });
    expect(score.adjustments).toEqual([
      { kind: 'group_cap', group: 'content', limit: 20, cut: 8.5 },
    ]);
  });

  it('leaves raw, counted and causes as they were', () => {
    const webinars = [3, 2, 1].map((days) => activity('webinar', daysBefore(days)));
    expect(scored(definition, captured(), ...webinars).contributions).toMatchObject([
      { rule: 'webinar', seen: 3, counted: 3, raw: 37.5, points: 20 },
    ]);
  });

  it('has no line while it takes nothing', () => {
    const score = scored(definition, captured(), activity('webinar'), activity('call'));
    expect(score).toMatchObject({ total: 32.5, adjustments: [] });
  });

  it('of nothing takes everything', () => {
    const shut = agreed({
      behaviourRules: [call, webinar],
      groupCaps: [{ group: 'content', cap: 0 }],
    });
    expect(pointsOf(scored(shut, captured(), activity('webinar')))).toEqual({ webinar: 0 });
  });

  it('leaves what is negative alone, which makes room for the rest', () => {
    const spam = behaviourRule({ id: 'spam', points: -6, group: 'content' });
    const score = scored(
      agreed({ behaviourRules: [webinar, spam], groupCaps: contentCap }),
      captured(),
      activity('webinar', daysBefore(3)),
      activity('webinar', daysBefore(2)),
      activity('spam', daysBefore(1)),
    );
    expect(pointsOf(score)).toEqual({ webinar: 25, spam: -6 });
    expect(score.adjustments).toEqual([]);
  });

  it('takes nothing from what is negative', () => {
    const spam = behaviourRule({ id: 'spam', points: -6, group: 'content' });
    const score = scored(
      agreed({ behaviourRules: [webinar, spam], groupCaps: [{ group: 'content', cap: 10 }] }),
      captured(),
      activity('webinar', daysBefore(3)),
      activity('webinar', daysBefore(2)),
      activity('spam', daysBefore(1)),
    );
    expect(pointsOf(score)).toEqual({ webinar: 16, spam: -6 });
  });

  it('cuts the later rule first where one activity feeds two', () => {
    const twice = behaviourRule({ id: 'twice', activityType: 'webinar', group: 'content' });
    const score = scored(
      agreed({ behaviourRules: [webinar, twice], groupCaps: contentCap }),
      captured(),
      activity('webinar'),
    );
    expect(pointsOf(score)).toEqual({ webinar: 12.5, twice: 7.5 });
  });

  it('reaches attributes of the group last', () => {
    const score = scored(
      agreed({
        behaviourRules: [webinar],
        attributeRules: [{ ...region, group: 'content' }],
        groupCaps: [{ group: 'content', cap: 4 }],
      }),
      inTokyo,
      activity('webinar', daysBefore(900)),
    );
    expect(pointsOf(score)).toEqual({ webinar: 0, region: 4 });
  });
});

describe('the total cap', () => {
  const rules = { behaviourRules: [download, call], attributeRules: [region, role] };

  it('comes after the group caps and cuts the latest activity first', () => {
    const score = scored(
      agreed({ ...rules, groupCaps: [{ group: 'content', cap: 7 }], totalCap: 30 }),
      inTokyo,
      activity('call', daysBefore(1)),
      activity('download', daysBefore(2)),
    );
    expect(pointsOf(score)).toEqual({ download: 7, call: 11, region: 5, role: 7 });
    expect(score.adjustments).toEqual([
      { kind: 'group_cap', group: 'content', limit: 7, cut: 1 },
      { kind: 'total_cap', limit: 30, cut: 9 },
    ]);
  });

  it('cuts attributes last, the last rule first', () => {
    const score = scored(agreed({ ...rules, totalCap: 8 }), inTokyo, activity('call'));
    expect(pointsOf(score)).toEqual({ call: 0, region: 5, role: 3 });
    expect(score).toMatchObject({ behaviour: 0, attribute: 8, total: 8 });
  });

  it('has no line while it takes nothing', () => {
    const score = scored(agreed({ ...rules, totalCap: 12 }), inTokyo);
    expect(score).toMatchObject({ total: 12, adjustments: [] });
  });
});
