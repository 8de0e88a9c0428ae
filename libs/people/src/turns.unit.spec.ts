import fc from 'fast-check';
import { capacityOf, type Candidate, Turns } from './turns';

const people = (...capacities: readonly number[]): readonly Candidate[] =>
  capacities.map((capacity, index) => ({ subject: 'abcdefgh'[index]!, capacity }));
const given = (turns: Turns, candidates: readonly Candidate[], count: number) =>
  Array.from({ length: count }, () => turns.next('rule', candidates).subject);
const countOf = (all: readonly string[], subject: string) =>
  all.filter((one) => one === subject).length;

describe('turns', () => {
  it('go round, and to whoever can take more the more often, spread evenly', () => {
    expect(given(new Turns(new Map()), people(1, 1, 1), 6).join('')).toBe('abcabc');
    expect(given(new Turns(new Map()), people(5, 1, 1), 7).join('')).toBe('aabacaa');
  });

  it('are in proportion to capacity after each round, and never far from it between', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 60 }),
        (capacities, count) => {
          const candidates = people(...capacities);
          const total = capacityOf(candidates);
          const turns = new Turns(new Map());
          const round = given(turns, candidates, total);
          for (const { subject, capacity } of candidates) {
            expect(countOf(round, subject)).toBe(capacity);
          }
          const some = given(turns, candidates, count);
          for (const { subject, capacity } of candidates) {
            const share = (count * capacity) / total;
            expect(Math.abs(countOf(some, subject) - share)).toBeLessThan(candidates.length);
          }
        },
      ),
    );
  });

  it('go on where they were after a restart', () => {
    const candidates = people(3, 2, 1);
    const all = given(new Turns(new Map()), candidates, 20);
    const first = new Turns(new Map());
    const begun = given(first, candidates, 9);
    const second = new Turns(first.takeChanges());
    expect([...begun, ...given(second, candidates, 11)]).toEqual(all);
  });

  it('that are taken back were never given', () => {
    const candidates = people(3, 2, 1);
    const all = given(new Turns(new Map()), candidates, 12);
    const turns = new Turns(new Map());
    const used = Array.from({ length: 12 }, () => {
      const unused = [turns.next('rule', candidates), turns.next('rule', candidates)];
      for (const turn of unused) turn.takeBack();
      return turns.next('rule', candidates).subject;
    });
    expect(used).toEqual(all);
  });

  it('do not rush to somebody new, and owe nothing to somebody who was away', () => {
    const turns = new Turns(new Map());
    given(turns, people(1, 1), 101);
    const withC = given(turns, people(1, 1, 1), 9);
    expect(countOf(withC, 'c')).toBe(3);
    given(turns, people(1, 1), 100);
    expect(countOf(given(turns, people(1, 1, 1), 9), 'c')).toBe(3);
  });

  it('of one rule are not those of another, and tell what has changed once', () => {
    const turns = new Turns(new Map([['old', new Map([['a', 1]])]]));
    expect(turns.next('one', people(1, 1)).subject).toBe('a');
    expect(turns.next('two', people(1, 1)).subject).toBe('a');
    expect([...turns.takeChanges().keys()]).toEqual(['one', 'two']);
    expect([...turns.takeChanges().keys()]).toEqual([]);
  });
});
