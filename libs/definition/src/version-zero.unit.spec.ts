import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { Compile } from 'typebox/compile';
import { DefinitionContent, refOf } from './definition';
import { DefinitionContent1 } from './format-1';
import { builtInDefinition, builtInDefinitions, shipped, versionZero } from './version-zero';

/** Every hash ever shipped, the newest first. Lines are added here and never changed or taken away. */
const hashes = [
  '33de81768cd64e76d8c08af7a583b71dce52cf6ac9b58a2efcd1b6625305cce7',
  '6eeccab33a25a59d6432be14f6ec195faef8c4cb20e0f2a865381405257c754e',
];

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the built-in definitions', () => {
  it('are all that were ever shipped', () => {
    expect(builtInDefinitions.map(({ hash }) => hash)).toEqual(hashes);
  });

  it.each(shipped)('bear the SHA-256 of their canonical JSON: $hash', ({ hash, content }) => {
    expect(sha256(canonicalize(content)!)).toBe(hash);
  });

  it.each(shipped)('were shipped in the format of their time: $hash', ({ content }) => {
    const format = content.format === 1 ? DefinitionContent1 : DefinitionContent;
    expect([...Compile(format).Errors(content)]).toEqual([]);
  });

  it.each(builtInDefinitions)('have a content as the format has it: $hash', ({ content }) => {
    expect([...Compile(DefinitionContent).Errors(content)]).toEqual([]);
  });

  it.each(builtInDefinitions)('are version 0, provisional, found by their hash: $hash', (given) => {
    expect(given).toMatchObject({ version: 0, provisional: true });
    expect(builtInDefinition(given.hash)).toBe(given);
    expect(refOf(given)).toEqual({ version: 0, hash: given.hash });
  });

  it.each(builtInDefinitions)('name each rule once: $hash', ({ content: { scoring } }) => {
    const ids = [...scoring.behaviourRules, ...scoring.attributeRules].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('cannot be changed by whoever holds one', () => {
    const { content } = versionZero;
    expect(() => (content.threshold = 40)).toThrow(TypeError);
    expect(() => content.icp.industries.push('software')).toThrow(TypeError);
    expect(() => (content.slas.policies.firstContact.amount = 48)).toThrow(TypeError);
  });

  it('are not found by an unknown hash', () => {
    expect(builtInDefinition('0'.repeat(64))).toBeUndefined();
  });
});

describe('version 0', () => {
  const { content } = versionZero;

  it('gives points for four activities and three attributes, MQL from 50 on', () => {
    const points = (rules: readonly { id: string; points: number }[]) =>
      Object.fromEntries(rules.map((rule) => [rule.id, rule.points]));
    expect(points(content.scoring.behaviourRules)).toEqual({
      document_downloaded: 10,
      seminar_attended: 15,
      pricing_page_viewed: 5,
      inquiry_submitted: 20,
    });
    expect(points(content.scoring.attributeRules)).toEqual({
      icp_industry: 10,
      decision_maker: 15,
      icp_employees: 10,
    });
    expect(content.threshold).toBe(50);
  });

  it('leaves the ICP to the departments, but for who decides', () => {
    expect(content.icp).toEqual({
      industries: [],
      employees: null,
      decisionMakers: ['owner', 'c_level', 'vp', 'director'],
      regions: [],
    });
  });

  it('gives 24 hours for the contact, 3 business days for SQL, 2 for acceptance', () => {
    const { policies } = content.slas;
    expect(policies.firstContact).toMatchObject({ amount: 24, unit: 'hours' });
    expect(policies.sqlDecision).toMatchObject({ amount: 3, unit: 'business_days' });
    expect(policies.salesAcceptance).toMatchObject({ amount: 2, unit: 'business_days' });
  });

  it('warns whoever has the lead, and tells the department of a breach', () => {
    for (const { escalation } of Object.values(content.slas.policies)) {
      expect(escalation).toEqual({ warn: ['assignee'], breach: ['assignee', 'department'] });
    }
  });

  it('lets only the SQL decision be paused, and any contact count', () => {
    const { policies } = content.slas;
    expect(policies.firstContact).toMatchObject({ longestPause: null, mustBeConnected: false });
    expect(policies.sqlDecision.longestPause).toBe(10);
    expect(policies.salesAcceptance.longestPause).toBeNull();
  });
});
