import canonicalize from 'canonicalize';
import { createHmac, hkdfSync } from 'node:crypto';
import { decrypt, encrypt, nonceLength } from './cipher';

export type PersonalField = 'name' | 'email' | 'phone' | 'note';

/** One lead's key in use. Equal text gives equal sealed text within one lead and field. */
export interface Vault {
  seal(field: PersonalField, plain: string): string;
  /** @throws Error when the text was sealed for another lead or field, or was changed */
  open(field: PersonalField, sealed: string): string;
  /** Keyed hash of a body's canonical JSON (RFC 8785): tells equal from different, and nothing else. */
  hashBody(body: unknown): string;
}

const prefix = 'sealed.v1.';

/**
 * AES-256-GCM under the lead's key, lead id and field as additional data. The nonce is the first
 * 12 bytes of an HMAC-SHA-256 over field and plain text under a key derived from the lead's, so
 * that it differs whenever the text does: the domain compares without reading.
 */
export function vaultOf(leadId: string, key: Buffer): Vault {
  let nonceKey: Buffer | undefined;
  let bodyKey: Buffer | undefined;
  const context = (field: PersonalField) => `${leadId}\n${field}`;
  return {
    seal(field, plain) {
      nonceKey ??= derived(key, 'tasuki nonce');
      const nonce = hmac(nonceKey, `${field}\n${plain}`).subarray(0, nonceLength);
      const piece = encrypt(key, nonce, Buffer.from(plain), context(field));
      return prefix + piece.toString('base64url');
    },
    open(field, sealed) {
      if (!sealed.startsWith(prefix)) throw new Error(`this ${field} is not sealed`);
      const piece = Buffer.from(sealed.slice(prefix.length), 'base64url');
      return decrypt(key, piece, context(field)).toString();
    },
    hashBody(body) {
      bodyKey ??= derived(key, 'tasuki body');
      return hmac(bodyKey, canonicalize(body) ?? 'null').toString('hex');
    },
  };
}

function derived(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), purpose, 32));
}

export function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
