import { type Handoff, handoffs, type RoutingAttributes, waitsFor } from '@tasuki/lead';
import { recordIn, wrongField } from '@tasuki/platform';
import { assertNoOthers, assertOnce, choiceIn, listIn, nameIn, saidOf, textIn } from './given';
import { type Person } from './person';

/** Who gets a lead at a handoff; of several that match the first one decides. */
export interface AssignmentRule {
  /** What it is called wherever an assignment says why; each once. */
  readonly rule: string;
  readonly handoff: Handoff;
  /** Which values the rule asks for, by attribute; one that is not named may be anything. */
  readonly asks: Readonly<Partial<Record<keyof RoutingAttributes, readonly string[]>>>;
  /**
   * Whose turn it can be: everybody of the department, or these; `former`: who had the lead in
   * inside sales before sales gave it back.
   */
  readonly to: 'department' | 'former' | readonly string[];
}

const attributes = ['industry', 'region', 'channel'] as const;
const slug = /^[a-z0-9][a-z0-9_.-]{0,63}$/;

/** @throws SettingsUnreadable */
export function ruleIn(given: unknown, at: string, people: readonly Person[]): AssignmentRule {
  const fields = 'rule, handoff, industry, region, channel, to';
  const {
    rule,
    handoff: said,
    to,
    industry,
    region,
    channel,
    ...others
  } = recordIn(given, at, fields);
  assertNoOthers(others, `${at}.`, fields);
  const handoff = choiceIn(said, `${at}.handoff`, handoffs);
  const asked = { industry, region, channel };
  const asks = attributes.flatMap((attribute) =>
    asked[attribute] === undefined
      ? []
      : [[attribute, valuesIn(asked[attribute], `${at}.${attribute}`)] as const],
  );
  return {
    rule: nameIn(rule, `${at}.rule`),
    handoff,
    asks: Object.fromEntries(asks),
    to: receiversIn(to, `${at}.to`, handoff, people),
  };
}

function valuesIn(given: unknown, at: string): readonly string[] {
  const values = listIn(given, at, 'a list of values such as manufacturing');
  return values.map((value, index) =>
    textIn(value, `${at}[${index}]`, slug, 'lower-case letters, digits, _ . - (at most 64)'),
  );
}

function receiversIn(
  given: unknown,
  at: string,
  handoff: Handoff,
  people: readonly Person[],
): AssignmentRule['to'] {
  const { department } = waitsFor[handoff];
  const names = people
    .filter((person) => person.department === department)
    .map(({ subject }) => subject);
  const former = handoff === 'return' ? ', former' : '';
  const allowed = `department${former}, or a list of people of ${department}`;
  if (given === 'department' || (given === 'former' && handoff === 'return')) return given;
  const subjects = listIn(given, at, allowed).map((subject, index) => {
    const known = names.find((name) => name === subject);
    if (known !== undefined) return known;
    throw wrongField(`${at}[${index}]`, saidOf(subject), `people of ${department}`);
  });
  assertOnce(subjects, (index) => `${at}[${index}]`);
  return subjects;
}
