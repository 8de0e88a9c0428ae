import { type Language, languages } from '@tasuki/lead';
import { settingsReaders, shownPlain, wrongField } from '@tasuki/platform';

export const { choiceIn, emailAddressIn, listIn, nameIn, saidOf, yamlIn } = settingsReaders({
  holdsSecrets: true,
});

/** @param others the fields that nobody asked for */
export function assertNoOthers(others: object, at: string, allowed: string): void {
  const [other] = Object.keys(others);
  if (other !== undefined) throw wrongField(at, `has the field ${shownPlain(other)}`, allowed);
}

/** English where nothing is said. */
export function languageIn(given: unknown, at: string): Language {
  return given === undefined ? 'en' : choiceIn(given, at, languages);
}

/** What channels and lists are called; short, so that they can be shown like anything short. */
export function assertSlugs(names: readonly string[], at: string): void {
  const allowed = 'names of lower-case letters, digits, _ . - (at most 20)';
  const wrong = names.find((name) => !/^[a-z0-9][a-z0-9_.-]{0,19}$/.test(name));
  if (wrong !== undefined) throw wrongField(at, `has the name ${shownPlain(wrong)}`, allowed);
}

/** @throws SettingsUnreadable when two say the same where each may stand once */
export function assertOnce(said: readonly string[], at: (index: number) => string): void {
  const again = said.findIndex((one, index) => said.indexOf(one) < index);
  if (again !== -1)
    throw wrongField(at(again), `says ${shownPlain(said[again])} again`, 'each once');
}
