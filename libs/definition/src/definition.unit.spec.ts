import { Compile } from 'typebox/compile';
import { DefinitionContent } from './definition';
import { type DefinitionContent1, fromFormat1, usualEscalation } from './format-1';
import { type SlaPolicyId, slaPolicyIds } from './sla-policies';
import { shipped, versionZero } from './version-zero';

const format = Compile(DefinitionContent);
const zero = versionZero.content;
const rule = zero.scoring.behaviourRules[0]!;

const withRule = (changes: object) => ({
  ...zero,
  scoring: { ...zero.scoring, behaviourRules: [{ ...rule, ...changes }] },
});
const withTest = (test: object) => ({
  ...zero,
  scoring: {
    ...zero.scoring,
    attributeRules: [{ id: 'a_rule', test, points: -5.25, group: 'fit' }],
  },
});

describe('the format of a definition', () => {
  it.each([
    ['every', { kind: 'every' }],
    ['once', { kind: 'once' }],
    ['once_per_asset', { kind: 'once_per_asset' }],
    ['max_per_window', { kind: 'max_per_window', n: 2, days: 7 }],
  ])('takes the frequency %s', (_, frequency) => {
    expect(format.Check(withRule({ frequency }))).toBe(true);
  });

  it.each([
    ['none', { kind: 'none' }],
    ['linear', { kind: 'linear', days: 90 }],
    ['half_life', { kind: 'half_life', days: 30 }],
  ])('takes the decay %s', (_, decay) => {
    expect(format.Check(withRule({ decay }))).toBe(true);
  });

  it.each([
    ['a part of the ICP', { kind: 'in_icp', attribute: 'region' }],
    ['a list of values', { kind: 'any_of', attribute: 'channel', values: ['referral'] }],
  ])('takes an attribute rule on %s', (_, test) => {
    expect(format.Check(withTest(test))).toBe(true);
  });

  it.each([
    ['points finer than a hundredth', withRule({ points: 0.125 })],
    ['a window without days', withRule({ frequency: { kind: 'max_per_window', n: 2 } })],
    ['half a day of decay', withRule({ decay: { kind: 'linear', days: 0.5 } })],
    ['a role within the ICP, which lists none', withTest({ kind: 'in_icp', attribute: 'role' })],
    ['a rule that leaves its group open', withRule({ group: undefined })],
    ['a field nobody knows', { ...zero, remark: 'x' }],
    ['another format', { ...zero, format: 3 }],
    ['a threshold of 0', { ...zero, threshold: 0 }],
    ['a letter that is not in BANT', { ...zero, sql: { all: ['money'], any: [] } }],
    [
      'a review without sales',
      { ...zero, review: { ...zero.review, participants: ['marketing', 'inside_sales'] } },
    ],
  ])('refuses %s', (_, content) => {
    expect(format.Check(content)).toBe(false);
  });

  it('has a policy for every SLA', () => {
    expect(Object.keys(DefinitionContent.properties.slas.properties.policies.properties)).toEqual(
      slaPolicyIds,
    );
  });
});

describe('a content of the first format', () => {
  const first = shipped.find(({ content }) => content.format === 1)!.content as DefinitionContent1;

  it('says nothing of who is told, and means: the assignee, and of a breach the department too', () => {
    const { slas, ...others } = fromFormat1(first);
    expect(format.Check({ slas, ...others })).toBe(true);
    for (const [id, policy] of Object.entries(slas.policies)) {
      const { escalation, ...rest } = policy;
      expect(rest).toEqual(first.slas.policies[id as SlaPolicyId]);
      expect(escalation).toEqual(usualEscalation);
    }
    expect({ ...others, format: 1, slas: first.slas }).toEqual(first);
  });
});
