/** A file says what nobody can go by, or cannot be read. */
export class PeopleUnreadable extends Error {
  override readonly name = 'PeopleUnreadable';
}

/** The fields of what stands at a place of the file. @throws PeopleUnreadable */
export function recordIn(given: unknown, at: string, allowed: string): Record<string, unknown> {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
    return given as Record<string, unknown>;
  }
  throw wrongField(at, 'holds no fields', allowed);
}

/** @param others the fields that nobody asked for */
export function assertNoOthers(others: object, at: string, allowed: string): void {
  const [other] = Object.keys(others);
  if (other !== undefined) throw wrongField(`${at}${other}`, 'is no field', allowed);
}

export function textIn(given: unknown, at: string, form: RegExp, allowed: string): string {
  if (typeof given === 'string' && form.test(given)) return given;
  throw wrongField(at, saidOf(given), allowed);
}

/** What people or rules are called. */
export function nameIn(given: unknown, at: string): string {
  const allowed = '1 to 200 characters on one line, without blanks around them';
  return textIn(given, at, /^(?!.*[\p{Cc}\p{Cs}])\S(.{0,198}\S)?$/u, allowed);
}

export function choiceIn<T extends string>(given: unknown, at: string, of: readonly T[]): T {
  const found = of.find((one) => one === given);
  if (found !== undefined) return found;
  throw wrongField(at, saidOf(given), of.join(', '));
}

export function wholeNumberIn(given: unknown, at: string, most: number): number {
  const isInRange = Number.isInteger(given) && Number(given) >= 0 && Number(given) <= most;
  if (isInRange) return Number(given);
  throw wrongField(at, saidOf(given), `a whole number from 0 to ${most}`);
}

/** @throws PeopleUnreadable when two say the same where each may stand once */
export function assertOnce(said: readonly string[], at: (index: number) => string): void {
  const seen = new Set<string>();
  said.forEach((one, index) => {
    if (seen.has(one)) throw wrongField(at(index), `names ${one} again`, 'each once');
    seen.add(one);
  });
}

export function saidOf(given: unknown): string {
  return given === undefined ? 'is missing' : `is ${JSON.stringify(given)}`;
}

export function wrongField(at: string, problem: string, allowed: string): PeopleUnreadable {
  return new PeopleUnreadable(`${at} ${problem}; allowed: ${allowed}`);
}
