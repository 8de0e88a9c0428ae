const part = String.raw`[^\s\p{Cc}@<>()\[\],;:"\\]`;
const form = new RegExp(`^${part}{1,64}@${part}{1,189}$`, 'u');

/** One address and nothing around it; quoted and commented ones are not taken (RFC 5322, 3.4.1). */
export function isEmailAddress(text: string): boolean {
  return form.test(text);
}
