import { recordIn, settingsFile, type SettingsFile, wrongField } from '@tasuki/platform';
import { type AssignmentRule, ruleIn } from './assignment-rule';
import { assertNoOthers, assertOnce, yamlIn } from './given';
import { type Person, personIn } from './person';

/** Who leads are assigned to, and by which rules. */
export interface PeopleBook {
  readonly people: readonly Person[];
  readonly rules: readonly AssignmentRule[];
}

export type PeopleFile = SettingsFile<PeopleBook>;

/** @param path YAML or JSON: `people:` and, if wanted, `assignment:`; nobody when left out */
export function peopleFile(path: string | undefined): PeopleFile {
  return settingsFile(path, { unnamed: { people: [], rules: [] }, contentIn: bookIn });
}

/** @throws SettingsUnreadable that names the field, its problem and what is allowed */
export function bookIn(text: string): PeopleBook {
  const allowed = 'people:, a list, and assignment:, a list of rules';
  const {
    people: listed,
    assignment = [],
    ...others
  } = recordIn(yamlIn(text), 'the file', allowed);
  assertNoOthers(others, '', 'people, assignment');
  if (!Array.isArray(listed)) throw wrongField('people', 'is no list', 'a list of people');
  if (!Array.isArray(assignment)) throw wrongField('assignment', 'is no list', 'a list of rules');
  const people = listed.map((given, index) => personIn(given, `people[${index}]`));
  assertOnce(
    people.map(({ subject }) => subject),
    (index) => `people[${index}].subject`,
  );
  const rules = assignment.map((given, index) => ruleIn(given, `assignment[${index}]`, people));
  assertOnce(
    rules.map(({ rule }) => rule),
    (index) => `assignment[${index}].rule`,
  );
  return { people, rules };
}
