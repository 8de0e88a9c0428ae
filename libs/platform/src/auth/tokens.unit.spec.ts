import {
  base64url,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWTHeaderParameters,
  SignJWT,
} from 'jose';
import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  InvalidToken,
  newSigningKey,
  type SigningKey,
  signToken,
  type TokenRequest,
  tokenVerifier,
} from './tokens';

const aiko: TokenRequest = {
  subject: 'aiko',
  name: 'Aiko',
  department: 'marketing',
  roles: ['marketing'],
  issuer: 'tasuki',
  audience: 'tasuki',
  validFor: '1h',
};
const expected = { issuer: 'tasuki', audience: 'tasuki' };

let folder: string;
let jwks: string;
let key: SigningKey;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tasuki-tokens-'));
  jwks = join(folder, 'jwks.json');
  key = await newSigningKey();
  await writeFile(jwks, JSON.stringify(key.jwks));
});
afterAll(() => rm(folder, { recursive: true }));

const verify = (token: string) => tokenVerifier({ jwks, ...expected })(token);

/** A token that is right in everything but what is given; `undefined` leaves a claim out. */
async function tokenWith(claims: object, header: Partial<JWTHeaderParameters> = {}) {
  const { alg = 'EdDSA', kid } = key.privateKey;
  const in1h = Math.floor(Date.now() / 1000) + 3_600;
  const right = { sub: 'aiko', iss: 'tasuki', aud: 'tasuki', exp: in1h, roles: ['marketing'] };
  return new SignJWT({ ...right, ...claims })
    .setProtectedHeader({ alg, kid, ...header })
    .sign(await importJWK(key.privateKey));
}

/** A token with any header at all, signed by whatever is given. */
function forged(header: object, sign: (input: string) => string): string {
  const exp = Math.floor(Date.now() / 1000) + 3_600;
  const claims = { sub: 'eve', iss: 'tasuki', aud: 'tasuki', exp, roles: ['admin'] };
  const input = [header, claims].map((part) => base64url.encode(JSON.stringify(part))).join('.');
  return `${input}.${sign(input)}`;
}

describe('an access token', () => {
  it('says who is asking, for which department, in which roles', async () => {
    const { subject, name, department, roles } = aiko;
    const token = await signToken(key.privateKey, aiko);
    expect(await verify(token)).toEqual({
      subject,
      name,
      department,
      roles,
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.000Z$/) as string,
    });
    expect(await verify(await tokenWith({ roles: [] }))).toMatchObject({
      department: null,
      roles: [],
    });
  });

  it('may be signed with ES256 as well, and found without a key id where there is one key', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const file = join(folder, 'es256.json');
    await writeFile(file, JSON.stringify({ keys: [await exportJWK(publicKey)] }));
    const signing = { ...(await exportJWK(privateKey)), alg: 'ES256' };
    const verifyEs256 = tokenVerifier({ jwks: file, ...expected });
    expect(await verifyEs256(await signToken(signing, aiko))).toMatchObject({ subject: 'aiko' });
  });
});

describe('a forged token is refused:', () => {
  const kid = () => key.privateKey.kid;

  it('unsigned, by `alg: none`, in any spelling', async () => {
    for (const alg of ['none', 'None', 'NONE', '']) {
      await expect(verify(forged({ alg, kid: kid() }, () => ''))).rejects.toThrow(InvalidToken);
    }
  });

  it.each(['HS256', 'HS384', 'HS512'])('an HMAC (%s) made from the public key', async (alg) => {
    const [publicKey] = key.jwks.keys;
    const hash = `sha${alg.slice(2)}`;
    for (const secret of [JSON.stringify(publicKey), base64url.decode(publicKey!.x!)]) {
      const hmac = (input: string) => createHmac(hash, secret).update(input).digest('base64url');
      await expect(verify(forged({ alg, kid: kid() }, hmac))).rejects.toThrow(InvalidToken);
    }
  });

  it('signed by a key of its own, which it brings along', async () => {
    const own = await newSigningKey();
    const sign = async (header: Partial<JWTHeaderParameters>) =>
      new SignJWT({ sub: 'eve', iss: 'tasuki', aud: 'tasuki', roles: ['admin'] })
        .setProtectedHeader({ alg: 'EdDSA', kid: kid(), ...header })
        .setExpirationTime('1h')
        .sign(await importJWK(own.privateKey));
    await expect(verify(await sign({}))).rejects.toThrow(InvalidToken);
    await expect(verify(await sign({ jwk: own.jwks.keys[0] }))).rejects.toThrow(InvalidToken);
  });

  it('altered after it was signed', async () => {
    const [header, , signature] = (await tokenWith({})).split('.');
    const [, claims] = (await tokenWith({ roles: ['admin'] })).split('.');
    await expect(verify(`${header}.${claims}.${signature}`)).rejects.toThrow(InvalidToken);
  });

  it.each(['', 'x', 'x.y.z', '..', 'eyJhbGciOiJFZERTQSJ9.e30.'])('no token at all: %j', (text) =>
    expect(verify(text)).rejects.toThrow(InvalidToken),
  );
});

describe('a token that somebody signed for something else is refused:', () => {
  const ago = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;

  it.each([
    ['expired', () => ({ exp: ago(60) })],
    ['not valid yet', () => ({ nbf: ago(-60) })],
    ['without an end', () => ({ exp: undefined })],
    ['with an end that is no number', () => ({ exp: '2099-01-01' })],
    ['for another audience', () => ({ aud: 'others' })],
    ['for no audience', () => ({ aud: undefined })],
    ['by another issuer', () => ({ iss: 'others' })],
    ['by no issuer', () => ({ iss: undefined })],
    ['about nobody', () => ({ sub: undefined })],
    ['about an empty subject', () => ({ sub: '' })],
    ['without roles', () => ({ roles: undefined })],
    ['with roles that are no list', () => ({ roles: 'admin' })],
    ['with roles as an object', () => ({ roles: { 0: 'admin', length: 1 } })],
    ['with an unknown role', () => ({ roles: ['marketing', 'emperor'] })],
    ['with a list in its roles', () => ({ roles: [['admin']] })],
    ['for an unknown department', () => ({ department: 'legal' })],
  ])('%s', async (_, claims) => {
    await expect(verify(await tokenWith(claims()))).rejects.toThrow(InvalidToken);
  });

  it('with a key id that nobody knows', async () => {
    await expect(verify(await tokenWith({}, { kid: 'another' }))).rejects.toThrow(InvalidToken);
  });

  it('save within five seconds of its end: clocks differ', async () => {
    expect(await verify(await tokenWith({ exp: ago(2) }))).toMatchObject({ subject: 'aiko' });
  });
});
