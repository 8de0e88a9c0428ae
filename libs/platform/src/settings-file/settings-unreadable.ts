/** A file of settings says what nobody can go by, or cannot be read. The message holds no secret of it. */
export class SettingsUnreadable extends Error {
  override readonly name = 'SettingsUnreadable';
}

/** @param at the field, as a reader of the file finds it */
export function wrongField(at: string, problem: string, allowed: string): SettingsUnreadable {
  return new SettingsUnreadable(`${at} ${problem}; allowed: ${allowed}`);
}
