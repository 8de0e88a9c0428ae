import { type BantVerdicts, unmetCriteria } from './sql-criteria';
import { versionZero } from './version-zero';

const criteria = versionZero.content.sql;
const nothing: BantVerdicts = {
  budget: 'unknown',
  authority: 'unknown',
  need: 'unknown',
  timing: 'unknown',
};
const all: BantVerdicts = { budget: 'met', authority: 'met', need: 'met', timing: 'met' };

describe('the SQL criteria of version 0', () => {
  it.each(['budget', 'authority'] as const)('are met by need, timing and %s', (letter) => {
    const verdicts: BantVerdicts = { ...nothing, need: 'met', timing: 'met', [letter]: 'met' };
    expect(unmetCriteria(criteria, verdicts)).toEqual([]);
  });

  it('name both budget and authority when neither is met', () => {
    const verdicts: BantVerdicts = { ...all, budget: 'not_met', authority: 'unknown' };
    expect(unmetCriteria(criteria, verdicts)).toEqual(['budget', 'authority']);
  });

  it.each(['need', 'timing'] as const)('do not go without %s', (letter) => {
    expect(unmetCriteria(criteria, { ...all, [letter]: 'not_met' })).toEqual([letter]);
  });

  it('take "unknown" for not met', () => {
    expect(unmetCriteria(criteria, nothing)).toEqual(['budget', 'authority', 'need', 'timing']);
  });
});

describe('SQL criteria', () => {
  it('without alternatives ask for nothing else', () => {
    expect(unmetCriteria({ all: ['need'], any: [] }, { ...nothing, need: 'met' })).toEqual([]);
  });

  it('name a letter once that both lists ask for', () => {
    expect(unmetCriteria({ all: ['need'], any: ['need', 'budget'] }, nothing)).toEqual([
      'budget',
      'need',
    ]);
  });

  it('that ask for nothing are always met', () => {
    expect(unmetCriteria({ all: [], any: [] }, nothing)).toEqual([]);
  });
});
