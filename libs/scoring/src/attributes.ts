import { type AttributeRule, type AttributeTest, type Icp } from '@tasuki/definition';
import { never } from '@tasuki/domain';
import { type Attributes } from './facts';
import { type Line, type Part } from './line';
import { toHundredths } from './rounding';

/** A line for each rule, also for those that gave nothing, which say why. */
export function attributeLines(
  rules: readonly AttributeRule[],
  icp: Icp,
  attributes: Attributes,
): Line[] {
  return rules.map((rule) => {
    const verdict = judge(rule.test, icp, attributes);
    const each = toHundredths(rule.points);
    return {
      rule: rule.id,
      kind: 'attribute',
      group: rule.group,
      seen: attributes[rule.test.attribute] === undefined ? 0 : 1,
      each,
      ...(verdict === 'matched' ? { parts: [timeless(each)] } : { parts: [], remark: verdict }),
    };
  });
}

/** The attributes that rules ask for and nobody has told, by name. */
export function unknownAttributes(
  rules: readonly AttributeRule[],
  attributes: Attributes,
): string[] {
  const asked = new Set(rules.map((rule) => rule.test.attribute));
  return [...asked].filter((name) => attributes[name] === undefined).sort();
}

/** An attribute has no time: it comes before every activity, so that caps reach it last. */
function timeless(worth: number): Part {
  return { at: -Number.MAX_VALUE, version: 0, cause: null, worth };
}

type Verdict = 'matched' | 'icp_not_set' | 'unknown' | 'not_matched';

/** That the ICP is not set is said first: until it is, no lead can match. */
function judge(test: AttributeTest, icp: Icp, attributes: Attributes): Verdict {
  const accepts = test.kind === 'any_of' ? isOneOf(test.values) : withinIcp(test.attribute, icp);
  if (!accepts) return 'icp_not_set';
  const value = attributes[test.attribute];
  if (value === undefined) return 'unknown';
  return accepts(value) ? 'matched' : 'not_matched';
}

type Acceptance = (value: string | number) => boolean;
type IcpAttribute = Extract<AttributeTest, { kind: 'in_icp' }>['attribute'];

function withinIcp(attribute: IcpAttribute, icp: Icp): Acceptance | null {
  switch (attribute) {
    case 'industry':
      return ifSet(icp.industries);
    case 'seniority':
      return ifSet(icp.decisionMakers);
    case 'region':
      return ifSet(icp.regions);
    case 'employees': {
      if (icp.employees === null) return null;
      const { min, max } = icp.employees;
      return (value) => Number(value) >= min && Number(value) <= (max ?? Infinity);
    }
    default:
      return never(attribute);
  }
}

function ifSet(values: readonly string[]): Acceptance | null {
  return values.length === 0 ? null : isOneOf(values);
}

function isOneOf(values: readonly string[]): Acceptance {
  return (value) => values.includes(String(value));
}
