import { type Language, languages } from '@tasuki/lead';

/** A file says what nobody can go by, or cannot be read. The message holds no secret of it. */
export class NotificationsUnreadable extends Error {
  override readonly name = 'NotificationsUnreadable';
}

/** The fields of what stands at a place of the file. @throws NotificationsUnreadable */
export function recordIn(given: unknown, at: string, allowed: string): Record<string, unknown> {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
    return given as Record<string, unknown>;
  }
  throw wrongField(at, 'holds no fields', allowed);
}

/** @param others the fields that nobody asked for */
export function assertNoOthers(others: object, at: string, allowed: string): void {
  const [other] = Object.keys(others);
  if (other === undefined) return;
  throw wrongField(at, `has the field ${shown(other)}`, allowed);
}

/** @param allowed what a list holds; one that is empty holds nothing that anybody could mean */
export function listIn(given: unknown, at: string, allowed: string): readonly unknown[] {
  if (Array.isArray(given) && given.length > 0) return given;
  throw wrongField(at, saidOf(given), allowed);
}

export function textIn(given: unknown, at: string, form: RegExp, allowed: string): string {
  if (typeof given === 'string' && form.test(given)) return given;
  throw wrongField(at, saidOf(given), allowed);
}

export function choiceIn<T extends string>(given: unknown, at: string, of: readonly T[]): T {
  const found = of.find((one) => one === given);
  if (found !== undefined) return found;
  throw wrongField(at, saidOf(given), of.join(', ') || 'nothing, since there is none');
}

/** English where nothing is said. */
export function languageIn(given: unknown, at: string): Language {
  return given === undefined ? 'en' : choiceIn(given, at, languages);
}

/** What channels and lists are called; short, so that they can be shown like anything short. */
export function assertSlugs(names: readonly string[], at: string): void {
  const allowed = 'names of lower-case letters, digits, _ . - (at most 20)';
  const wrong = names.find((name) => !/^[a-z0-9][a-z0-9_.-]{0,19}$/.test(name));
  if (wrong !== undefined) throw wrongField(at, `has the name ${shown(wrong)}`, allowed);
}

/** @throws NotificationsUnreadable when two say the same where each may stand once */
export function assertOnce(said: readonly string[], at: (index: number) => string): void {
  const seen = new Set<string>();
  said.forEach((one, index) => {
    if (seen.has(one)) throw wrongField(at(index), `says ${shown(one)} again`, 'each once');
    seen.add(one);
  });
}

export function saidOf(given: unknown): string {
  return given === undefined ? 'is missing' : `is ${shown(given)}`;
}

/** What is short and plain is shown; anything else may be a secret that stands in the wrong place. */
export function shown(given: unknown): string {
  if (Array.isArray(given)) return given.length === 0 ? '[]' : 'a list';
  if (typeof given === 'object' && given !== null) return 'a group of fields';
  const isPlain = typeof given !== 'string' || /^[\p{L}\d_. -]{0,20}$/u.test(given);
  return isPlain ? JSON.stringify(given) : 'something that is not shown here';
}

export function wrongField(at: string, problem: string, allowed: string): NotificationsUnreadable {
  return new NotificationsUnreadable(`${at} ${problem}; allowed: ${allowed}`);
}
