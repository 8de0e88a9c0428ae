import { reasonOf } from '@tasuki/platform';
import { readFile, stat } from 'node:fs/promises';
import { parse, YAMLError } from 'yaml';
import { type AssignmentRule, ruleIn } from './assignment-rule';
import { assertNoOthers, assertOnce, PeopleUnreadable, recordIn, wrongField } from './given';
import { type Person, personIn } from './person';

/** Who leads are assigned to, and by which rules. */
export interface PeopleBook {
  readonly people: readonly Person[];
  readonly rules: readonly AssignmentRule[];
}

export interface PeopleFile {
  /**
   * What is in it, in its order; read again when it was changed, and then another object. An edit
   * that cannot be read leaves what was there before, and {@link PeopleFile.problem} says so.
   * @throws PeopleUnreadable when it never could be read
   */
  read(): Promise<PeopleBook>;
  /** What is wrong with the file as it stands; `undefined` when nothing is. */
  problem(): Promise<string | undefined>;
}

const nobody: PeopleBook = { people: [], rules: [] };

/** @param path YAML or JSON: `people:` and, if wanted, `assignment:`; nobody when left out */
export function peopleFile(path: string | undefined): PeopleFile {
  let known: PeopleBook | undefined;
  let wrong: string | undefined;
  let changed = '';

  async function look(file: string): Promise<void> {
    try {
      const { mtimeMs, size } = await stat(file);
      const version = `${mtimeMs} ${size}`;
      if (version === changed) return;
      changed = version;
      known = bookIn(await readFile(file, 'utf8'));
      wrong = undefined;
    } catch (error) {
      if (!(error instanceof PeopleUnreadable)) changed = '';
      wrong = `${file}: ${error instanceof PeopleUnreadable ? error.message : reasonOf(error)}`;
    }
  }

  return {
    async read() {
      if (path === undefined) return nobody;
      await look(path);
      if (known === undefined) throw new PeopleUnreadable(wrong);
      return known;
    },
    async problem() {
      if (path !== undefined) await look(path);
      return wrong;
    },
  };
}

/** @throws PeopleUnreadable that names the field, its problem and what is allowed */
export function bookIn(text: string): PeopleBook {
  const allowed = 'people:, a list, and assignment:, a list of rules';
  const {
    people: listed,
    assignment = [],
    ...others
  } = recordIn(parsed(text), 'the file', allowed);
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

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof YAMLError) throw new PeopleUnreadable(error.message.split('\n')[0]);
    throw error;
  }
}
