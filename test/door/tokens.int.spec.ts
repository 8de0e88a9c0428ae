import { newSigningKey, signToken } from '@tasuki/platform';
import { importJWK, SignJWT } from 'jose';
import { type Door, type DoorRequest, openDoor } from '../support/door';
import { expectProblem } from './expect-problem';

const capture: DoorRequest = { path: '/v1/leads', body: { source: { channel: 'web' } } };
const queue: DoorRequest = { method: 'GET', path: '/v1/queues/mql' };

describe('an access token', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.remove());

  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

  /** As whoever has our key would make it. */
  const signed = (more: object = {}) =>
    signToken(door.key.privateKey, {
      ...{ subject: 'eve', department: null, roles: ['marketing'] },
      ...{ issuer: 'tasuki', audience: 'tasuki', validFor: '1h', ...more },
    });
  const claimed = (roles: readonly string[]) =>
    new SignJWT({ roles })
      .setSubject('eve')
      .setIssuer('tasuki')
      .setAudience('tasuki')
      .setExpirationTime('1h');

  const forgeries: Readonly<Record<string, () => Promise<string>>> = {
    'is no token': async () => 'x.y.z',
    'is expired': () => signed({ validFor: '-1h' }),
    'is meant for somebody else': () => signed({ audience: 'others' }),
    'is of another issuer': () => signed({ issuer: 'others' }),
    'was signed by another key': async () =>
      claimed(['marketing'])
        .setProtectedHeader({ alg: 'EdDSA', kid: door.key.jwks.keys[0]!.kid! })
        .sign(await importJWK((await newSigningKey()).privateKey, 'EdDSA')),
    'brings its own key': async () => {
      const { privateKey, jwks } = await newSigningKey();
      return claimed(['marketing'])
        .setProtectedHeader({ alg: 'EdDSA', jwk: jwks.keys[0]! })
        .sign(await importJWK(privateKey, 'EdDSA'));
    },
    'is not signed': async () => {
      const claims = { sub: 'eve', iss: 'tasuki', aud: 'tasuki', roles: ['marketing'] };
      return `${encode({ alg: 'none' })}.${encode({ ...claims, exp: inAnHour() })}.`;
    },
    'was signed with the public key as if it were a secret': async () => {
      const [jwk] = door.key.jwks.keys;
      return claimed(['marketing'])
        .setProtectedHeader({ alg: 'HS256', kid: jwk!.kid! })
        .sign(Buffer.from(jwk!.x!, 'base64url'));
    },
    'bears the claims of another': async () => {
      const [head, , signature] = (await signed()).split('.');
      const [, payload] = (await signed({ roles: ['admin'] })).split('.');
      return `${head}.${payload}.${signature}`;
    },
  };

  it('of ours lets in', async () => {
    expect((await door.send({ ...queue, ...bearer(await signed()) })).status).toBe(200);
    expect((await door.send({ ...capture, ...bearer(await signed()) })).status).toBe(201);
  });

  it('that is missing is answered 401', async () => {
    const authorizations = [{}, { authorization: '' }, { authorization: 'Basic eDp5' }];
    for (const headers of authorizations as Record<string, string>[]) {
      expectProblem(await door.send({ ...queue, headers }), 401, 'invalid_token');
    }
  });

  it.each(Object.keys(forgeries))(
    'that %s is answered 401, and nothing is written',
    async (how) => {
      const before = await door.runtime.store.head();
      const token = await forgeries[how]!();
      for (const request of [queue, capture]) {
        const answer = await door.send({ ...request, ...bearer(token) });
        expectProblem(answer, 401, 'invalid_token');
        expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
        expect(JSON.stringify(answer.body)).not.toContain(token);
      }
      expect(await door.runtime.store.head()).toBe(before);
    },
  );
});
