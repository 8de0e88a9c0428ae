import { type Language } from '@tasuki/lead';
import { recordIn } from '@tasuki/platform';
import { assertNoOthers, assertOnce, emailAddressIn, languageIn, listIn } from './given';

/** Somewhere that e-mail is read, by somebody who reads this language. */
export interface Mailbox {
  readonly address: string;
  readonly language: Language;
}

/** @throws SettingsUnreadable */
export function listOfMailboxesIn(given: unknown, at: string): readonly Mailbox[] {
  const fields = 'addresses, language';
  const { addresses, language: said, ...others } = recordIn(given, at, fields);
  assertNoOthers(others, at, fields);
  const language = languageIn(said, `${at}.language`);
  const listed = listIn(addresses, `${at}.addresses`, 'a list of e-mail addresses').map(
    (address, index) => emailAddressIn(address, `${at}.addresses[${index}]`),
  );
  assertOnce(listed, (index) => `${at}.addresses[${index}]`);
  return listed.map((address) => ({ address, language }));
}

export function mailboxIn(given: Record<string, unknown>, at: string): Mailbox {
  const { address, language, ...others } = given;
  assertNoOthers(others, at, 'address, language');
  return {
    address: emailAddressIn(address, `${at}.address`),
    language: languageIn(language, `${at}.language`),
  };
}
