import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';

/** SHA-256 over the canonical JSON (RFC 8785) of agreed content, in hexadecimal. */
export function contentHash(content: object): string {
  return createHash('sha256').update(canonicalize(content)!).digest('hex');
}
