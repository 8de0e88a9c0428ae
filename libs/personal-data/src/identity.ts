import { hmac } from './vault';

export interface PlainIdentities {
  readonly email?: string;
  readonly external?: { readonly system: string; readonly id: string };
}

export interface HashedIdentity {
  readonly kind: 'email' | 'external';
  readonly hash: string;
}

/** Trimmed, NFC, lower case. */
export function normalisedEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

/** Trimmed, NFC, case kept; the system's name is a slug without `:`, so that the pair is unambiguous. */
export function normalisedExternal({ system, id }: { system: string; id: string }): string {
  return `${system}:${id.trim().normalize('NFC')}`;
}

/** HMAC-SHA-256 of kind and normalised value: nobody without the key can test an address. In the one fixed order: external before e-mail. */
export function hashIdentities(
  key: Buffer,
  { email, external }: PlainIdentities,
): readonly HashedIdentity[] {
  const hashed: HashedIdentity[] = [];
  const hash = (kind: string, value: string) => hmac(key, `${kind}\n${value}`).toString('hex');
  if (external !== undefined) {
    hashed.push({ kind: 'external', hash: hash('external', normalisedExternal(external)) });
  }
  if (email !== undefined) {
    hashed.push({ kind: 'email', hash: hash('email', normalisedEmail(email)) });
  }
  return hashed;
}
