import { createCipheriv, createDecipheriv } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM: nonce, ciphertext and tag in one piece. `context` is authenticated, not stored. */
export function encrypt(key: Buffer, nonce: Buffer, plain: Buffer, context: string): Buffer {
  const cipher = createCipheriv(algorithm, key, nonce);
  cipher.setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws Error when the key, the context or one bit of the piece is not what it was */
export function decrypt(key: Buffer, piece: Buffer, context: string): Buffer {
  const decipher = createDecipheriv(algorithm, key, piece.subarray(0, nonceBytes));
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(piece.subarray(-tagBytes));
  return Buffer.concat([decipher.update(piece.subarray(nonceBytes, -tagBytes)), decipher.final()]);
}

export const nonceLength = nonceBytes;
