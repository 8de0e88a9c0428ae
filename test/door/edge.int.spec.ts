import { asyncApiDocument } from '@tasuki/lead-messages';
import { randomUUID } from 'node:crypto';
import { type Answer, type Door, type DoorRequest, openDoor } from '../support/door';
import { expectProblem } from './expect-problem';

const capture: DoorRequest = { path: '/v1/leads', body: { source: { channel: 'web' } } };
const queue: DoorRequest = { method: 'GET', path: '/v1/queues/mql' };

const corsHeaders = ({ headers }: Answer) =>
  Object.keys(headers).filter((name) => name.startsWith('access-control-'));

describe('the edge of the door', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.remove());

  it.each(['/health/live', '/docs', '/docs/openapi.json', '/v1/queues/mql', '/nothing'])(
    'sends the headers that keep a browser safe with %s',
    async (path) => {
      const { headers } = await door.as('auditor', { method: 'GET', path });
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'strict-transport-security': expect.stringContaining('max-age=') as string,
        'content-security-policy': expect.stringMatching(
          /default-src 'self';.*frame-ancestors 'none';.*script-src 'self';/,
        ) as string,
        'referrer-policy': 'no-referrer',
      });
      expect(headers).not.toHaveProperty('x-powered-by');
    },
  );

  it('lets no page of another origin in unless told to', async () => {
    const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'GET' };
    for (const method of ['GET', 'OPTIONS'] as const) {
      expect(corsHeaders(await door.as('auditor', { ...queue, method, headers }))).toEqual([]);
    }
  });

  it.each([
    ['text/plain', 'source=web'],
    ['application/x-www-form-urlencoded', 'source=web'],
    ['application/xml', '<source/>'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['application/jsonp', '{}'],
    ['garbage', '{}'],
  ])('takes no %s', async (type, body) => {
    const answer = await door.as('marketing', {
      ...capture,
      body,
      headers: { 'content-type': type },
    });
    expectProblem(answer, 415, 'unsupported_media_type');
  });

  it('takes JSON in UTF-8 alone: a name in Shift_JIS is refused, not kept as something else', async () => {
    const headers = { 'content-type': 'application/json' };
    const name = (...bytes: number[]) =>
      Buffer.concat([
        Buffer.from('{"source":{"channel":"web"},"person":{"name":"'),
        Buffer.from(bytes),
        Buffer.from('"}}'),
      ]);
    const shiftJis = await door.as('marketing', { ...capture, headers, body: name(0x93, 0x63) });
    expectProblem(shiftJis, 400, 'malformed_request');
    const utf8 = await door.as('marketing', { ...capture, headers, body: name(0xe7, 0x94, 0xb0) });
    expect(utf8.status).toBe(201);
    const proto = await door.as('marketing', { ...capture, headers, body: '{"__proto__":{}}' });
    expectProblem(proto, 400, 'malformed_request');
  });

  it('shows the contract of the messages as AsyncAPI 3', async () => {
    const answer = await door.send({ method: 'GET', path: '/docs/asyncapi.json' });
    expect([answer.status, answer.headers['content-type']]).toEqual([
      200,
      'application/json; charset=utf-8',
    ]);
    expect(answer.body).toEqual(asyncApiDocument());
  });

  it('takes no body for none, whatever its headers say', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await door.as('sales', { path: '/v1/tickets', headers })).status).toBe(201);
    const nothing = await door.as('marketing', { ...capture, body: undefined, headers });
    expectProblem(nothing, 400, 'invalid_input');
    expect(nothing.body.errors).toMatchObject([{ path: 'source' }]);
  });

  describe('methods', () => {
    it.each([
      ['DELETE', '/v1/leads', 'GET, HEAD, POST'],
      ['PUT', `/v1/leads/${randomUUID()}`, 'GET, HEAD'],
      ['GET', `/v1/leads/${randomUUID()}/win`, 'POST'],
      ['POST', `/v1/leads/${randomUUID()}/profile?x=1`, 'PATCH'],
      ['POST', '/health/live', 'GET, HEAD'],
      ['DELETE', '/docs', 'GET, HEAD'],
    ] as const)(
      '%s %s is answered 405, naming what the path takes',
      async (method, path, allow) => {
        const answer = await door.as('marketing', { method, path });
        expectProblem(answer, 405, 'method_not_allowed');
        expect(answer.headers.allow).toBe(allow);
      },
    );

    it('OPTIONS names them as well, and a path that is not there is 404 with every method', async () => {
      const { status, headers } = await door.send({ method: 'OPTIONS', path: '/v1/leads' });
      expect([status, headers.allow]).toEqual([204, 'GET, HEAD, POST']);
      for (const method of ['GET', 'PUT', 'OPTIONS'] as const) {
        const path = '/v1/leads/x/y/z';
        expectProblem(await door.as('auditor', { method, path }), 404, 'no_such_route');
      }
      const long = `/v1/leads/${'x'.repeat(300)}`;
      expectProblem(await door.as('auditor', { method: 'GET', path: long }), 414, 'path_too_long');
    });

    it('HEAD is GET without the body', async () => {
      const { status, headers, text } = await door.as('auditor', { ...queue, method: 'HEAD' });
      expect([status, text]).toEqual([200, '']);
      expect(headers['content-type']).toContain('application/json');
      expect((await door.send({ ...queue, method: 'HEAD' })).status).toBe(401);
    });
  });
});

describe('the edge of a door that some origins may use', () => {
  let door: Door;
  beforeAll(async () => {
    const origins = 'https://app.example.com,http://localhost:5173';
    door = await openDoor({ environment: { TASUKI_CORS_ORIGINS: origins } });
  });
  afterAll(() => door.remove());

  const from = (origin: string, more: object = {}) => ({ headers: { origin, ...more } });
  const preflight = { 'access-control-request-method': 'PATCH' };

  it.each(['https://app.example.com', 'http://localhost:5173'])('lets %s in', async (origin) => {
    const asked = await door.send({ ...queue, method: 'OPTIONS', ...from(origin, preflight) });
    expect([asked.status, asked.headers['access-control-allow-origin']]).toEqual([204, origin]);
    expect(asked.headers['access-control-allow-methods']).toBe('GET, POST, PATCH, PUT');
    const answer = await door.as('auditor', { ...queue, ...from(origin) });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, origin]);
    expect(answer.headers['access-control-expose-headers']).toContain('ETag');
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    // A refusal, too, can be read by the page that was refused.
    const refused = await door.send({ ...queue, ...from(origin) });
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, origin]);
  });

  it.each(['https://evil.example', 'https://app.example.com.evil.example', 'null'])(
    'does not name %s',
    async (origin) => {
      for (const method of ['GET', 'OPTIONS'] as const) {
        const answer = await door.as('auditor', { ...queue, method, ...from(origin, preflight) });
        expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
        expect(answer.headers.vary).toContain('Origin');
      }
    },
  );
});
