import { type Department, departments } from '@tasuki/domain';
import { readFile, stat } from 'node:fs/promises';
import { parse, YAMLError } from 'yaml';
import { reasonOf } from './startup-error';

/** Somebody whom leads are assigned to, and who is told of them. */
export interface Person {
  /** As access tokens name them. */
  readonly subject: string;
  readonly name: string;
  readonly department: Department;
  /** E-mail. */
  readonly address: string;
  readonly language: (typeof languages)[number];
  /** Their share of what is assigned by rule, beside the others'; 0 takes them out. */
  readonly capacity: number;
}

const languages = ['en', 'ja'] as const;
const mostCapacity = 1_000;

/** The file cannot be read, or says what nobody can go by. */
export class PeopleUnreadable extends Error {
  override readonly name = 'PeopleUnreadable';
}

export interface PeopleFile {
  /**
   * Who is in it, in its order; read again when it was changed. An edit that cannot be read leaves
   * what was there before, and {@link PeopleFile.problem} says so.
   * @throws PeopleUnreadable when it never could be read
   */
  list(): Promise<readonly Person[]>;
  /** What is wrong with the file as it stands; `undefined` when nothing is. */
  problem(): Promise<string | undefined>;
}

/** @param path YAML or JSON: `people:`, a list; nobody when left out */
export function peopleFile(path: string | undefined): PeopleFile {
  let known: readonly Person[] | undefined;
  let wrong: string | undefined;
  let changed = '';

  async function look(file: string): Promise<void> {
    try {
      const { mtimeMs, size } = await stat(file);
      const version = `${mtimeMs} ${size}`;
      if (version === changed) return;
      changed = version;
      known = peopleIn(await readFile(file, 'utf8'));
      wrong = undefined;
    } catch (error) {
      if (!(error instanceof PeopleUnreadable)) changed = '';
      wrong = `${file}: ${error instanceof PeopleUnreadable ? error.message : reasonOf(error)}`;
    }
  }

  return {
    async list() {
      if (path === undefined) return [];
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
export function peopleIn(text: string): readonly Person[] {
  const { people, ...others } = recordOf(parsed(text), 'the file', 'people:, a list');
  assertNoOthers(others, '', 'people');
  if (!Array.isArray(people)) throw wrongField('people', 'is no list', 'a list of people');
  const all = people.map((given, index) => personIn(given, `people[${index}]`));
  const seen = new Set<string>();
  all.forEach(({ subject }, index) => {
    if (seen.has(subject)) {
      throw wrongField(`people[${index}].subject`, `names ${subject} again`, 'each person once');
    }
    seen.add(subject);
  });
  return all;
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof YAMLError) throw new PeopleUnreadable(error.message.split('\n')[0]);
    throw error;
  }
}

function personIn(given: unknown, at: string): Person {
  const fields = 'subject, name, department, address, language, capacity';
  const { subject, name, department, address, language, capacity, ...others } = recordOf(
    given,
    at,
    fields,
  );
  assertNoOthers(others, `${at}.`, fields);
  return {
    subject: textIn(subject, `${at}.subject`, /^\S.{0,199}$/, '1 to 200 characters'),
    name: textIn(name, `${at}.name`, /^\S.{0,199}$/, '1 to 200 characters'),
    department: choiceIn(department, `${at}.department`, departments),
    address: textIn(address, `${at}.address`, /^[^\s@]+@[^\s@]+$/, 'an e-mail address'),
    language: choiceIn(language, `${at}.language`, languages),
    capacity: wholeNumberIn(capacity, `${at}.capacity`),
  };
}

function recordOf(given: unknown, at: string, allowed: string): Record<string, unknown> {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
    return given as Record<string, unknown>;
  }
  throw wrongField(at, 'holds no fields', allowed);
}

function assertNoOthers(others: object, at: string, allowed: string): void {
  const [other] = Object.keys(others);
  if (other !== undefined) throw wrongField(`${at}${other}`, 'is no field', allowed);
}

function textIn(given: unknown, at: string, form: RegExp, allowed: string): string {
  if (typeof given === 'string' && form.test(given)) return given;
  throw wrongField(at, saidOf(given), allowed);
}

function choiceIn<T extends string>(given: unknown, at: string, of: readonly T[]): T {
  const found = of.find((one) => one === given);
  if (found !== undefined) return found;
  throw wrongField(at, saidOf(given), of.join(', '));
}

function wholeNumberIn(given: unknown, at: string): number {
  const isInRange = Number.isInteger(given) && Number(given) >= 0 && Number(given) <= mostCapacity;
  if (isInRange) return Number(given);
  throw wrongField(at, saidOf(given), `a whole number from 0 to ${mostCapacity}`);
}

function saidOf(given: unknown): string {
  return given === undefined ? 'is missing' : `is ${JSON.stringify(given)}`;
}

function wrongField(at: string, problem: string, allowed: string): PeopleUnreadable {
  return new PeopleUnreadable(`${at} ${problem}; allowed: ${allowed}`);
}
