import { type Role } from '@tasuki/platform';
import { type Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Door, type DoorRequest, openDoor } from '../support/door';
import { expectProblem } from './expect-problem';
import { type RawAnswer, sendRaw } from './raw-http';

const queue: DoorRequest = { method: 'GET', path: '/v1/queues/mql' };

describe('the rate limit', () => {
  let door: Door;
  beforeAll(async () => {
    // On average over ten seconds: ten requests.
    door = await openDoor({ environment: { TASUKI_RATE_LIMIT: '1' } });
  });
  afterAll(() => door.remove());

  it('is for each subject by itself, and says when to come back', async () => {
    for (let count = 1; count <= 10; count += 1) {
      expect((await door.as('auditor', queue)).status).toBe(200);
    }
    const refused = await door.as('auditor', queue);
    expectProblem(refused, 429, 'rate_limited');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(10);
    expect((await door.as('sales', queue)).status).toBe(200);
  });

  it('counts a bulk request as one, and refuses a command before it is written', async () => {
    const items = Array.from({ length: 50 }, (_, index) => ({
      key: `row-${index}`,
      source: { external: { system: 'rate', id: `${index}` } },
    }));
    const bulk: DoorRequest = { path: '/v1/leads/bulk', body: { items } };
    for (let count = 1; count <= 10; count += 1) {
      expect((await door.as('marketing', bulk)).status).toBe(200);
    }
    const before = await door.runtime.store.head();
    const capture = { path: '/v1/leads', body: { source: { channel: 'web' } } };
    expectProblem(await door.as('marketing', capture), 429, 'rate_limited');
    expect(await door.runtime.store.head()).toBe(before);
  });

  it('is not for health and documentation', async () => {
    for (const path of ['/health/live', '/metrics', '/docs/openapi.json']) {
      for (let count = 1; count <= 25; count += 1) {
        const { status, headers } = await door.as('auditor', { method: 'GET', path });
        expect([path, status, headers['retry-after']]).toEqual([path, 200, undefined]);
      }
    }
  });
});

describe('the limit of streams', () => {
  let door: Door;
  let url: string;
  beforeAll(async () => {
    door = await openDoor({ environment: { TASUKI_STREAM_LIMIT: '2' } });
    ({ url } = await door.listen());
  });
  afterAll(() => door.remove());

  const paths = ['/v1/queues/mql/stream', '/v1/events/stream'] as const;
  async function follow(role: Role, path: string) {
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${door.token(role)}` };
    const answer = await fetch(`${url}${path}`, { headers, signal: leaving.signal });
    return { answer, leave: () => leaving.abort() };
  }

  it('is for each subject by itself, over all streams; a place is free again when one was left', async () => {
    const [first, second] = [await follow('auditor', paths[0]), await follow('auditor', paths[1])];
    expect([first.answer.status, second.answer.status]).toEqual([200, 200]);
    for (const path of paths) {
      const { answer } = await follow('auditor', path);
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '10']);
      expect(await answer.json()).toMatchObject({
        code: 'too_many_streams',
        detail: 'this subject follows 2 streams already; end one of them first',
      });
    }
    const other = await follow('admin', paths[0]);
    expect(other.answer.status).toBe(200);
    expect((await door.as('auditor', queue)).status).toBe(200);

    first.leave();
    const followed = async () => {
      const again = await follow('auditor', paths[1]);
      return again.answer.status === 200 ? again : undefined;
    };
    let third = await followed();
    for (; third === undefined; third = await followed()) await delay(10);
    expect((await follow('auditor', paths[0])).answer.status).toBe(429);
    for (const { leave } of [second, third, other]) leave();
  });

  it('does not count a HEAD', async () => {
    for (let count = 1; count <= 5; count += 1) {
      const headers = { authorization: `Bearer ${door.token('sales')}` };
      const { status } = await fetch(`${url}${paths[0]}`, { method: 'HEAD', headers });
      expect(status).toBe(200);
    }
  });
});

describe('what the door reads of a request', () => {
  let door: Door;
  let url: string;
  let server: Server;
  beforeAll(async () => {
    door = await openDoor();
    ({ url, server } = await door.listen());
  });
  afterAll(() => door.remove());

  function expectRaw({ status, head, body }: RawAnswer, expected: number, code: string): void {
    expect([status, JSON.parse(body)]).toMatchObject([expected, { status: expected, code }]);
    expect(head.toLowerCase()).toContain('content-type: application/problem+json');
  }
  const headOf = (...lines: string[]) =>
    ['POST /v1/leads HTTP/1.1', 'Host: x', 'Connection: close', ...lines, '', ''].join('\r\n');
  const authorization = () => `Authorization: Bearer ${door.token('marketing')}`;

  it('are headers of up to 16 KiB', async () => {
    expectRaw(await sendRaw(url, headOf(`X: ${'x'.repeat(17_000)}`)), 431, 'headers_too_large');
    const many = Array.from({ length: 2_000 }, (_, index) => `X-${index}: abcdef`);
    expectRaw(await sendRaw(url, headOf(...many)), 431, 'headers_too_large');
    const path = `/v1/leads?email=${'x'.repeat(17_000)}`;
    const request = `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
    expectRaw(await sendRaw(url, request), 431, 'headers_too_large');
  });

  it('is a body of up to 2 MiB: one that says it is larger is not even read', async () => {
    const json = 'Content-Type: application/json';
    const claims = headOf(authorization(), json, 'Content-Length: 3000000');
    expectRaw(await sendRaw(url, claims), 413, 'body_too_large');
    const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
    const chunked = headOf(authorization(), json, 'Transfer-Encoding: chunked') + chunk.repeat(3);
    expectRaw(await sendRaw(url, chunked), 413, 'body_too_large');
  });

  it('comes within a time: whoever dawdles is answered 408', async () => {
    expect([server.headersTimeout, server.requestTimeout]).toEqual([15_000, 30_000]);
    server.headersTimeout = 200;
    const half = headOf(authorization()).slice(0, -2);
    expectRaw(await sendRaw(url, half), 408, 'request_timeout');
    server.headersTimeout = 15_000;
  });

  it.each([
    ['two lengths', headOf('Content-Length: 1', 'Content-Length: 2')],
    ['a length and chunks', headOf('Content-Length: 5', 'Transfer-Encoding: chunked')],
    ['a header without a colon', headOf('garbage')],
    ['a blank in a name', headOf('Bad Name: x')],
    ['a folded header', headOf('X: a', ' folded')],
    ['NUL in a header', headOf('X: a\u0000b')],
    ['an unknown method', 'BREW /v1/leads HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['no HTTP', 'hello\r\n\r\n'],
    ['TLS', Buffer.from('1603010200010001fc0303', 'hex')],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ])('is HTTP: %s is answered 400', async (_, bytes) => {
    expectRaw(await sendRaw(url, bytes), 400, 'malformed_request');
  });

  it('names a host', async () => {
    const answer = await sendRaw(url, 'GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n');
    expectRaw(answer, 400, 'malformed_request');
  });

  it('goes on after all that', async () => {
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });
});
