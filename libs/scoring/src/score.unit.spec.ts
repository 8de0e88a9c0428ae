import { type AttributeTest, versionZero } from '@tasuki/definition';
import {
  activity,
  agreed,
  asOf,
  attributeRule,
  behaviourRule,
  captured,
  daysBefore,
  factsOf,
  idOf,
  pointsOf,
  recycled,
  reopened,
  retracted,
  scored,
} from '../testing/story';
import { score } from './score';

const visit = behaviourRule({ id: 'visit' });
const definition = agreed({ behaviourRules: [visit] });

describe('a score', () => {
  it('belongs to one fact, its time and one definition', () => {
    const fact = { version: 7, recordedAt: '2026-04-01T09:00:00.000Z' };
    expect(score(versionZero, factsOf([captured()]), fact)).toMatchObject({
      fact: 7,
      asOf: '2026-04-01T09:00:00.000Z',
      definition: { version: 0, hash: versionZero.hash },
    });
  });

  it('adds up behaviour and attributes', () => {
    const director = captured({ person: { seniority: 'director' } });
    expect(
      scored(versionZero, director, activity('inquiry_submitted'), activity('seminar_attended')),
    ).toMatchObject({ behaviour: 35, attribute: 15, total: 50 });
  });

  it('stands at 0 when the sum is below, and says what was added', () => {
    const complaint = behaviourRule({ id: 'complaint', points: -12.34 });
    const sad = agreed({ behaviourRules: [visit, complaint] });
    expect(scored(sad, captured(), activity('visit'), activity('complaint'))).toMatchObject({
      behaviour: -2.34,
      attribute: 0,
      total: 0,
      adjustments: [{ kind: 'floor', added: 2.34 }],
    });
  });

  it('of tenths has no binary dust', () => {
    const dime = agreed({ behaviourRules: [behaviourRule({ id: 'visit', points: 0.1 })] });
    expect(
      scored(dime, captured(), ...Array.from({ length: 3 }, () => activity('visit'))),
    ).toMatchObject({
      total: 0.3,
      contributions: [{ raw: 0.3, points: 0.3 }],
    });
  });
});

describe('age', () => {
  const fading = agreed({
    behaviourRules: [behaviourRule({ id: 'visit', decay: { kind: 'linear', days: 10 } })],
  });

  it('runs from when it happened to when the fact was recorded', () => {
    expect(scored(fading, captured(), activity('visit', daysBefore(4))).total).toBe(6);
  });

  it('goes by the instant, whatever the offset', () => {
    expect(scored(fading, captured(), activity('visit', '2026-03-28T09:00:00+09:00')).total).toBe(
      6,
    );
  });

  it('is not below 0 for what lies in the future', () => {
    expect(scored(fading, captured(), activity('visit', daysBefore(-1))).total).toBe(10);
  });
});

describe('behaviour', () => {
  const twoCycles = [captured(), activity('visit'), recycled(2), activity('visit')];

  it('counts the present cycle only', () => {
    expect(scored(definition, ...twoCycles).total).toBe(10);
  });

  it('counts all cycles where the definition says so', () => {
    const ever = agreed({ behaviour: 'all_cycles', behaviourRules: [visit] });
    expect(scored(ever, ...twoCycles).total).toBe(20);
  });

  it('starts at nothing after recycle and reopen, while attributes stay', () => {
    const referral: AttributeTest = {
      kind: 'any_of',
      attribute: 'channel',
      values: ['referral'],
    };
    const both = agreed({
      behaviourRules: [visit],
      attributeRules: [attributeRule('referral', referral, 5)],
    });
    const lead = captured({ source: { channel: 'referral' } });
    for (const again of [recycled(2), reopened(2)]) {
      expect(scored(both, lead, activity('visit'), again)).toMatchObject({
        behaviour: 0,
        total: 5,
      });
    }
  });

  it('leaves out what was retracted, from then on', () => {
    const before = [captured(), activity('visit'), activity('visit')];
    expect(scored(definition, ...before).total).toBe(20);
    expect(scored(definition, ...before, retracted(2)).total).toBe(10);
  });

  it('lets the one before count again when the latest is retracted', () => {
    const once = agreed({ behaviourRules: [{ ...visit, frequency: { kind: 'once' } }] });
    const visits = [activity('visit', daysBefore(2)), activity('visit', daysBefore(1))];
    const after = scored(once, captured(), ...visits, retracted(3));
    expect(after.contributions).toMatchObject([{ points: 10, causes: [idOf(2)] }]);
  });

  it('may feed two rules with one activity', () => {
    const also = behaviourRule({ id: 'also', activityType: 'visit', points: 1 });
    const score = scored(agreed({ behaviourRules: [visit, also] }), captured(), activity('visit'));
    expect(pointsOf(score)).toEqual({ visit: 10, also: 1 });
  });
});

describe('the explanation', () => {
  it('has no line for a behaviour rule that saw nothing', () => {
    expect(scored(definition, captured()).contributions).toEqual([]);
  });

  it('has the behaviour rules first, each kind in the order of the definition', () => {
    const lead = captured({ person: { seniority: 'owner' } });
    const { contributions } = scored(
      versionZero,
      lead,
      activity('inquiry_submitted'),
      activity('document_downloaded'),
    );
    expect(contributions.map(({ rule }) => rule)).toEqual([
      'document_downloaded',
      'inquiry_submitted',
      'icp_industry',
      'decision_maker',
      'icp_employees',
    ]);
  });

  it('names the 20 latest causes, the latest first, and how many more', () => {
    const visits = Array.from({ length: 23 }, (_, i) => activity('visit', daysBefore(23 - i)));
    const [line] = scored(definition, captured(), ...visits).contributions;
    expect(line).toMatchObject({ seen: 23, counted: 23, raw: 230, points: 230, moreCauses: 3 });
    expect(line!.causes).toEqual(Array.from({ length: 20 }, (_, i) => idOf(24 - i)));
  });

  it('names no more than there are', () => {
    const visits = Array.from({ length: 20 }, () => activity('visit'));
    expect(scored(definition, captured(), ...visits).contributions).toMatchObject([
      { moreCauses: 0, causes: { length: 20 } },
    ]);
  });

  it('lists the types that no rule knows, by name, with how often they were seen', () => {
    const score = scored(
      definition,
      captured(),
      activity('webinar', asOf),
      recycled(2),
      activity('tour', asOf),
      activity('blog', asOf),
      activity('tour', asOf),
      activity('visit', asOf),
    );
    expect(score.unscored).toEqual([
      { activityType: 'blog', seen: 1 },
      { activityType: 'tour', seen: 2 },
    ]);
  });
});
