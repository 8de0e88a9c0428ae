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
import { isDepartment, isRole, type Principal } from './roles';

export interface TokenExpectations {
  /** A file, or an http(s) URL, with the public keys. */
  readonly jwks: string;
  readonly issuer: string;
  readonly audience: string;
  /**
   * How long a token that was found good is taken for good without checking its signature again,
   * never beyond its own end; 5,000 ms when left out. A key that was taken away counts as long.
   */
  readonly rememberMs?: number;
}

/** The token is missing, forged, expired, or not for us. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

/** Nothing can be said of the token: the public keys cannot be had at present. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
  constructor(cause: unknown) {
    super('the keys that tokens are checked against cannot be had', { cause });
  }
}

export type VerifyToken = (token: string) => Promise<Principal>;

/** Asymmetric only: nobody who can check a token can make one. */
const algorithms = ['EdDSA', 'ES256'];

/** What jose says of a token; whatever else it throws is about the keys. */
const aboutTheToken = [
  errors.JWTExpired,
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
] as const;

/** @throws InvalidToken, KeysUnavailable, from the function it makes */
export function tokenVerifier(expectations: TokenExpectations): VerifyToken {
  const { rememberMs = 5_000 } = expectations;
  const check = tokenChecker(expectations);
  const remembered = new Map<string, { readonly principal: Principal; readonly until: number }>();
  return async (token) => {
    const known = remembered.get(token);
    if (known !== undefined && Date.now() < known.until) return known.principal;
    remembered.delete(token);
    const { principal, expiresAt } = await check(token);
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(token, { principal, until: Math.min(Date.now() + rememberMs, expiresAt) });
    return principal;
  };
}

const mostRemembered = 10_000;

interface Checked {
  readonly principal: Principal;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

function tokenChecker({
  jwks,
  issuer,
  audience,
}: TokenExpectations): (token: string) => Promise<Checked> {
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
      return { principal: principalOf(payload), expiresAt: payload.exp! * 1000 };
    } catch (error) {
      if (error instanceof InvalidToken) throw error;
      const isInvalid = aboutTheToken.some((kind) => error instanceof kind);
      throw isInvalid ? new InvalidToken((error as Error).message) : new KeysUnavailable(error);
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

export interface TokenRequest extends Omit<Principal, 'expiresAt'> {
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
    expiresAt: new Date(payload.exp! * 1000).toISOString(),
  };
}

/** Read again when the file was changed: keys are rotated without a restart. */
function keysFromFile(path: string): JWTVerifyGetKey {
  let cached: { readonly keys: JWTVerifyGetKey; readonly changed: number } | undefined;
  return async (header, token) => {
    const { mtimeMs } = await stat(path);
    if (cached?.changed !== mtimeMs) {
      const jwks = JSON.parse(await readFile(path, 'utf8')) as JSONWebKeySet;
      cached = { keys: createLocalJWKSet(jwks), changed: mtimeMs };
    }
    return cached.keys(header, token);
  };
}
