import { type Department, departments } from '@tasuki/domain';
import { recordIn } from '@tasuki/platform';
import { assertNoOthers, choiceIn, emailAddressIn, nameIn, wholeNumberIn } from './given';

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

/** @throws SettingsUnreadable */
export function personIn(given: unknown, at: string): Person {
  const fields = 'subject, name, department, address, language, capacity';
  const { subject, name, department, address, language, capacity, ...others } = recordIn(
    given,
    at,
    fields,
  );
  assertNoOthers(others, `${at}.`, fields);
  return {
    subject: nameIn(subject, `${at}.subject`),
    name: nameIn(name, `${at}.name`),
    department: choiceIn(department, `${at}.department`, departments),
    address: emailAddressIn(address, `${at}.address`),
    language: choiceIn(language, `${at}.language`, languages),
    capacity: wholeNumberIn(capacity, `${at}.capacity`, mostCapacity),
  };
}
