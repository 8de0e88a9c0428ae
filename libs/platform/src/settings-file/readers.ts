import { parse, YAMLError } from 'yaml';
import { isEmailAddress } from '../email-address';
import { reasonOf } from '../startup-error';
import { SettingsUnreadable, wrongField } from './settings-unreadable';

/** The fields of what stands at a place of the file. @throws SettingsUnreadable */
export function recordIn(given: unknown, at: string, allowed: string): Record<string, unknown> {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
    return given as Record<string, unknown>;
  }
  throw wrongField(at, 'holds no fields', allowed);
}

/** What is short and plain is shown; anything else may be a secret that stands in the wrong place. */
export function shownPlain(given: unknown): string {
  if (Array.isArray(given)) return given.length === 0 ? '[]' : 'a list';
  if (typeof given === 'object' && given !== null) return 'a group of fields';
  const isPlain = typeof given !== 'string' || /^[\p{L}\d_. -]{0,20}$/u.test(given);
  return isPlain ? JSON.stringify(given) : 'something that is not shown here';
}

/**
 * What reads the parts of a file of settings, each at a place that its error names, with the problem and
 * what is allowed.
 * @param holdsSecrets its errors then quote nothing that might be one
 */
export function settingsReaders({ holdsSecrets }: { readonly holdsSecrets: boolean }) {
  const shown = holdsSecrets ? shownPlain : JSON.stringify;

  /** YAML, or JSON, which is YAML too. The messages of the library quote what is written there. */
  function yamlIn(text: string): unknown {
    try {
      return parse(text, { logLevel: 'error' });
    } catch (error) {
      if (!holdsSecrets) throw new SettingsUnreadable(reasonOf(error).split('\n')[0]);
      if (!(error instanceof YAMLError)) throw new SettingsUnreadable('an alias leads nowhere');
      const { line, col } = error.linePos?.[0] ?? {};
      throw new SettingsUnreadable(`no YAML: ${error.code} at line ${line}, column ${col}`);
    }
  }

  function saidOf(given: unknown): string {
    return given === undefined ? 'is missing' : `is ${shown(given)}`;
  }

  /** @param allowed what a list holds; one that is empty holds nothing that anybody could mean */
  function listIn(given: unknown, at: string, allowed: string): readonly unknown[] {
    if (Array.isArray(given) && given.length > 0) return given;
    throw wrongField(at, saidOf(given), allowed);
  }

  function textIn(given: unknown, at: string, form: RegExp, allowed: string): string {
    if (typeof given === 'string' && form.test(given)) return given;
    throw wrongField(at, saidOf(given), allowed);
  }

  function emailAddressIn(given: unknown, at: string): string {
    if (typeof given === 'string' && isEmailAddress(given)) return given;
    throw wrongField(at, saidOf(given), 'an e-mail address');
  }

  /** What people or rules are called. */
  function nameIn(given: unknown, at: string): string {
    const allowed = '1 to 200 characters on one line, without blanks around them';
    return textIn(given, at, /^(?!.*[\p{Cc}\p{Cs}])\S(.{0,198}\S)?$/u, allowed);
  }

  function choiceIn<T extends string>(given: unknown, at: string, of: readonly T[]): T {
    const found = of.find((one) => one === given);
    if (found !== undefined) return found;
    throw wrongField(at, saidOf(given), of.join(', ') || 'nothing, since there is none');
  }

  return { yamlIn, saidOf, listIn, textIn, emailAddressIn, nameIn, choiceIn };
}
