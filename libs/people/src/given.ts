import { settingsReaders, wrongField } from '@tasuki/platform';

export const { choiceIn, emailAddressIn, listIn, nameIn, saidOf, textIn, yamlIn } = settingsReaders(
  {
    holdsSecrets: false,
  },
);

/** @param others the fields that nobody asked for */
export function assertNoOthers(others: object, at: string, allowed: string): void {
  const [other] = Object.keys(others);
  if (other !== undefined) throw wrongField(`${at}${other}`, 'is no field', allowed);
}

export function wholeNumberIn(given: unknown, at: string, most: number): number {
  const isInRange = Number.isInteger(given) && Number(given) >= 0 && Number(given) <= most;
  if (isInRange) return Number(given);
  throw wrongField(at, saidOf(given), `a whole number from 0 to ${most}`);
}

/** @throws SettingsUnreadable when two say the same where each may stand once */
export function assertOnce(said: readonly string[], at: (index: number) => string): void {
  const again = said.findIndex((one, index) => said.indexOf(one) < index);
  if (again !== -1) throw wrongField(at(again), `names ${said[again]!} again`, 'each once');
}
