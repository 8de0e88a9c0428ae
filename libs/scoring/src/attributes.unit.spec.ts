import { type AttributeTest, DefinitionContent, versionZero } from '@tasuki/definition';
import { seniorities } from '@tasuki/lead';
import { Compile } from 'typebox/compile';
import { agreed, attributeRule, captured, scored } from '../testing/story';

const icp = {
  industries: ['software'],
  employees: { min: 50, max: 500 },
  decisionMakers: ['vp' as const],
  regions: ['kanto'],
};

/** The one line of a rule worth 10 points. */
function line(test: AttributeTest, data: Parameters<typeof captured>[0], given = icp) {
  const definition = agreed({ attributeRules: [attributeRule('it', test, 10)] }, given);
  return scored(definition, captured(data)).contributions[0];
}

const matched = { seen: 1, counted: 1, raw: 10, points: 10 };
const gave = (remark: string, seen: number) => ({ seen, counted: 0, raw: 0, points: 0, remark });

describe('an attribute rule on the ICP', () => {
  it.each([
    ['industry', { company: { industry: 'software' } }, { company: { industry: 'retail' } }],
    ['region', { company: { region: 'kanto' } }, { company: { region: 'kansai' } }],
    ['seniority', { person: { seniority: 'vp' } }, { person: { seniority: 'owner' } }],
    ['employees', { company: { employees: 50 } }, { company: { employees: 49 } }],
    ['employees', { company: { employees: 500 } }, { company: { employees: 501 } }],
  ] as const)('tells by %s who is within and who is not', (attribute, within, without) => {
    expect(line({ kind: 'in_icp', attribute }, within)).toMatchObject(matched);
    expect(line({ kind: 'in_icp', attribute }, within)).not.toHaveProperty('remark');
    expect(line({ kind: 'in_icp', attribute }, without)).toMatchObject(gave('not_matched', 1));
  });

  it('takes any number of employees from the least on, when there is no most', () => {
    const open = { ...icp, employees: { min: 50, max: null } };
    const test = { kind: 'in_icp', attribute: 'employees' } as const;
    const definition = agreed({ attributeRules: [attributeRule('it', test, 10)] }, open);
    const huge = captured({ company: { employees: 90_000_000 } });
    expect(scored(definition, huge).total).toBe(10);
  });

  it('says that it is not known', () => {
    const unknown = line({ kind: 'in_icp', attribute: 'industry' }, {});
    expect(unknown).toMatchObject(gave('unknown', 0));
  });

  it('says that the ICP is not set, whatever is known', () => {
    const test = { kind: 'in_icp', attribute: 'industry' } as const;
    const unset = { ...icp, industries: [] };
    expect(line(test, { company: { industry: 'software' } }, unset)).toMatchObject(
      gave('icp_not_set', 1),
    );
    expect(line(test, {}, unset)).toMatchObject(gave('icp_not_set', 0));
  });
});

describe('an attribute rule on values', () => {
  it.each([
    ['industry', { company: { industry: 'retail' } }, 'retail'],
    ['region', { company: { region: 'kansai' } }, 'kansai'],
    ['seniority', { person: { seniority: 'staff' } }, 'staff'],
    ['role', { person: { role: '情報システム部長' } }, '情報システム部長'],
    ['channel', { source: { channel: 'referral' } }, 'referral'],
  ] as const)('matches %s', (attribute, data, value) => {
    expect(line({ kind: 'any_of', attribute, values: ['x', value] }, data)).toMatchObject(matched);
    expect(line({ kind: 'any_of', attribute, values: ['x'] }, data)).toMatchObject(
      gave('not_matched', 1),
    );
  });

  it('gives no minus nought when a negative one does not match', () => {
    const test: AttributeTest = { kind: 'any_of', attribute: 'role', values: ['Student'] };
    const definition = agreed({ attributeRules: [attributeRule('student', test, -40)] });
    const score = scored(definition, captured({ person: { role: 'CTO' } }));
    expect(score.contributions[0]).toMatchObject({ raw: 0, points: 0 });
  });
});

describe('what is not known', () => {
  it('is listed by name, once, also where the ICP is not set', () => {
    const score = scored(versionZero, captured({ company: { employees: 80 } }));
    expect(score).toMatchObject({ total: 0, unknown: ['industry', 'seniority'] });
  });

  it('is not listed when no rule asks', () => {
    expect(scored(agreed({}), captured()).unknown).toEqual([]);
  });
});

it('the ICP knows the seniorities that a lead knows', () => {
  const format = Compile(DefinitionContent.properties.icp.properties.decisionMakers);
  expect(format.Check([...seniorities])).toBe(true);
  expect(DefinitionContent.properties.icp.properties.decisionMakers.items.enum).toHaveLength(
    seniorities.length,
  );
});
