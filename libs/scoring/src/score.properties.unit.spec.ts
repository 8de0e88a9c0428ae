import { type Definition } from '@tasuki/definition';
import { type LeadEvent, type Score, ScoreSchema } from '@tasuki/lead';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import {
  aboveZero,
  anyPoints,
  distinctInTime,
  someActivities,
  someActivity,
  someCapture,
  someDefinition,
} from '../testing/arbitrary';
import {
  agreed,
  asOf,
  captured,
  daysBefore,
  factsOf,
  idOf,
  recorded,
  retracted,
} from '../testing/story';
import { addFact, type Facts, noFacts } from './facts';
import { score } from './score';

const fact = { version: 99, recordedAt: asOf };
const hundredths = (points: number) => Math.round(points * 100);
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

const inOrder = (given: readonly LeadEvent[]) =>
  fc.tuple(fc.constant(given), fc.shuffledSubarray([...given], { minLength: given.length }));

/** The score of activities recorded in this order, each keeping its id. */
function scoreInOrder(
  definition: Definition,
  ids: readonly LeadEvent[],
  order: readonly LeadEvent[],
) {
  const events = recorded(order).map((event, i) => ({
    ...event,
    id: idOf(ids.indexOf(order[i]!)),
  }));
  return score(definition, events.reduce(addFact, noFacts), fact);
}

/** Holds for every lead under every definition whose rules give such points. */
function always(
  points: fc.Arbitrary<number>,
  holds: (definition: Definition, facts: Facts, result: Score) => void,
) {
  fc.assert(
    fc.property(someDefinition(points), someCapture, someActivities, (definition, who, did) => {
      const facts = factsOf([who, ...did]);
      holds(definition, facts, score(definition, facts, fact));
    }),
  );
}

describe('any score', () => {
  it('does not depend on the order in which activities were recorded', () => {
    const orders = distinctInTime.chain(inOrder);
    fc.assert(
      fc.property(someDefinition(anyPoints), orders, (definition, [a, b]) => {
        expect(scoreInOrder(definition, a, b)).toEqual(scoreInOrder(definition, a, a));
      }),
    );
  });

  it('has the same sums in any order, also where activities happened at one instant', () => {
    const orders = someActivities.chain(inOrder);
    fc.assert(
      fc.property(someDefinition(anyPoints), orders, (definition, [a, b]) => {
        const { behaviour, attribute, total } = scoreInOrder(definition, a, a);
        expect(scoreInOrder(definition, a, b)).toMatchObject({ behaviour, attribute, total });
      }),
    );
  });

  it('is explained to the hundredth', () =>
    always(anyPoints, (_definition, _facts, { contributions, adjustments, ...result }) => {
      const points = (kind: string) =>
        sum(contributions.map((c) => (c.kind === kind ? hundredths(c.points) : 0)));
      const added = sum(adjustments.map((a) => (a.kind === 'floor' ? hundredths(a.added) : 0)));
      expect(points('behaviour')).toBe(hundredths(result.behaviour));
      expect(points('attribute')).toBe(hundredths(result.attribute));
      expect(points('behaviour') + points('attribute') + added).toBe(hundredths(result.total));
    }));

  it('keeps every cap', () =>
    always(anyPoints, ({ content: { scoring } }, _facts, { contributions, total }) => {
      const rules = [...scoring.behaviourRules, ...scoring.attributeRules];
      const groupOf = new Map(rules.map(({ id, group }) => [id, group]));
      for (const { group, cap } of scoring.groupCaps) {
        const ofGroup = contributions.filter(({ rule }) => groupOf.get(rule) === group);
        const points = sum(ofGroup.map((c) => hundredths(c.points)));
        expect(points).toBeLessThanOrEqual(hundredths(cap));
      }
      expect(total).toBeLessThanOrEqual(scoring.totalCap ?? Infinity);
    }));

  it('is never below 0 and has the shape of a stored score', () => {
    const stored = Compile(ScoreSchema);
    always(anyPoints, (_definition, _facts, result) => {
      expect(result.total).toBeGreaterThanOrEqual(0);
      expect([...stored.Errors(result)]).toEqual([]);
    });
  });

  it('is the same again, and survives JSON: no minus nought', () =>
    always(anyPoints, (definition, facts, result) => {
      expect(score(definition, facts, fact)).toStrictEqual(result);
      expect(JSON.parse(JSON.stringify(result))).toStrictEqual(result);
    }));

  it('forgets what was retracted', () => {
    const rules = someDefinition(anyPoints);
    fc.assert(
      fc.property(rules, someActivities, someActivity, (definition, did, spam) => {
        const before = score(definition, factsOf([captured(), ...did]), fact);
        const events = [captured(), ...did, spam, retracted(did.length + 2)];
        expect(score(definition, factsOf(events), fact)).toEqual(before);
      }),
    );
  });
});

describe('without negative rules', () => {
  it('decay never raises a score', () =>
    always(aboveZero, (definition, facts, { total }) => {
      expect(total).toBeLessThanOrEqual(score(lasting(definition), facts, fact).total);
    }));

  it('time alone never raises a score', () =>
    always(aboveZero, (definition, facts, { total }) => {
      for (const days of [0.5, 1, 10, 100]) {
        const later = { ...fact, recordedAt: daysBefore(-days) };
        expect(score(definition, facts, later).total).toBeLessThanOrEqual(total);
      }
    }));
});

function lasting(definition: Definition): Definition {
  const { scoring } = definition.content;
  const behaviourRules = scoring.behaviourRules.map((rule) => ({
    ...rule,
    decay: { kind: 'none' as const },
  }));
  return agreed({ ...scoring, behaviourRules });
}
