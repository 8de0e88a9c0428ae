import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
  SignJWT,
} from 'jose';
import { readFile, stat } from 'node:fs/promises';
import { StartupError } from '../startup-error';
import { isDepartment, isRole, type Principal } from './roles';

export interface TokenExpectations {
  /** A file, or an http(s) URL, with the public keys. */
  readonly jwks: string;
  readonly issuer: string;
  readonly audience: string;
}

/** The token is missing, forged, expired, or not for us. The message says which, not why. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

export type VerifyToken = (token: string) => Promise<Principal>;

/** Asymmetric only: nobody who can check a token can make one. */
const algorithms = ['EdDSA', 'ES256'];

/** @throws InvalidToken from the function it makes; StartupError when the keys cannot be read */
export function tokenVerifier({ jwks, issuer, audience }: TokenExpectations): VerifyToken {
  const keys: JWTVerifyGetKey = /^https?:\/\//.test(jwks)
    ? createRemoteJWKSet(new URL(jwks))
    : keysFromFile(jwks);
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms,
        issuer,
        audience,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: 5,
      });
      return principalOf(payload);
    } catch (error) {
      if (error instanceof errors.JOSEError) throw new InvalidToken(error.message);
      throw error;
    }
  };
}

export interface SigningKey {
  readonly privateKey: JWK;
  readonly jwks: JSONWebKeySet;
}

export async function newSigningKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const kid = crypto.randomUUID();
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' };
  return {
    privateKey: { ...(await exportJWK(privateKey)), kid, alg: 'EdDSA' },
    jwks: { keys: [jwk] },
  };
}

export interface TokenRequest extends Principal {
  readonly issuer: string;
  readonly audience: string;
  /** As `jose` reads durations, such as `12h`. */
  readonly validFor: string;
}

export async function signToken(privateKey: JWK, request: TokenRequest): Promise<string> {
  const { subject, name, department, roles } = request;
  return new SignJWT({ roles, ...(name && { name }), ...(department && { department }) })
    .setProtectedHeader({
      alg: privateKey.alg ?? 'EdDSA',
      ...(privateKey.kid && { kid: privateKey.kid }),
    })
    .setSubject(subject)
    .setIssuer(request.issuer)
    .setAudience(request.audience)
    .setIssuedAt()
    .setExpirationTime(request.validFor)
    .sign(await importJWK(privateKey));
}

function principalOf(payload: JWTPayload): Principal {
  const { sub, name, department, roles } = payload;
  if (typeof sub !== 'string' || sub === '')
    throw new InvalidToken('sub must be a non-empty string');
  if (!Array.isArray(roles) || !roles.every(isRole)) {
    throw new InvalidToken('roles must be a list of known roles');
  }
  if (department !== undefined && !isDepartment(department)) {
    throw new InvalidToken('department must be one of the three departments');
  }
  return {
    subject: sub,
    ...(typeof name === 'string' && { name }),
    department: department ?? null,
    roles,
  };
}

/** Read again when the file was changed: keys are rotated without a restart. */
function keysFromFile(path: string): JWTVerifyGetKey {
  let cached: { readonly keys: JWTVerifyGetKey; readonly changed: number } | undefined;
  return async (header, token) => {
    const { mtimeMs } = await stat(path).catch((error: Error) => {
      throw new StartupError(
        `The key file ${path} (TASUKI_JWKS) cannot be read: ${error.message}.`,
      );
    });
    if (cached?.changed !== mtimeMs) {
      const jwks = JSON.parse(await readFile(path, 'utf8')) as JSONWebKeySet;
      cached = { keys: createLocalJWKSet(jwks), changed: mtimeMs };
    }
    return cached.keys(header, token);
  };
}
