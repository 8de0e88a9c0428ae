import { setGlobalProxyFromEnv } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { certificate } from '../../testing/certificate';
import {
  answering,
  hangingUp,
  type HttpServer,
  silent,
  startHttpServer,
} from '../../testing/http-server';
import { rangeIn } from './address-guard';
import { guardedPost, type PostOptions } from './guarded-post';
import { NotSent, OutcomeUnknown, Refused } from './outgoing-errors';

const loopback = [rangeIn('127.0.0.0/8')!];
const host = 'hooks.example.test';

let server: HttpServer;
let plain: HttpServer;
beforeAll(async () => {
  server = await startHttpServer('https');
  plain = await startHttpServer('http');
});
beforeEach(() => {
  server.behave(answering(200, 'ok'));
  plain.behave(answering(200, 'ok'));
});
afterAll(() => Promise.all([server.close(), plain.close()]));

/** As in production, but that loopback may be reached and the test's certificate is trusted. */
function post(url: string, options: PostOptions = {}, body = '{}') {
  const resolve = async () => ['127.0.0.1'];
  const all = { allowed: loopback, resolve, ca: certificate.cert, ...options };
  return guardedPost(all)(url, body, { 'webhook-id': '1' });
}
const secure = (path = '/x') => `https://${host}:${server.port}${path}`;
const insecure = (path = '/x') => `http://${host}:${plain.port}${path}`;

describe('a request that goes out', () => {
  it('arrives as it was sent, by https and by http where that is allowed', async () => {
    for (const [url, { received }] of [
      [secure('/a?b=c'), server],
      [insecure('/a?b=c'), plain],
    ] as const) {
      expect(await post(url, {}, '{"名":"青木"}')).toEqual({ status: 200, body: 'ok' });
      expect(received.at(-1)).toMatchObject({
        path: '/a?b=c',
        body: '{"名":"青木"}',
        headers: {
          host: new URL(url).host,
          'content-type': 'application/json',
          'content-length': '16',
          'webhook-id': '1',
          connection: 'close',
        },
      });
    }
  });

  it('goes to an address in the URL too', async () => {
    expect((await post(`http://127.0.0.1:${plain.port}/`)).status).toBe(200);
    expect((await post(`http://2130706433:${plain.port}/`)).status).toBe(200);
    const mapped = `http://[::ffff:127.0.0.1]:${plain.port}/`;
    expect((await post(mapped)).status).toBe(200);
  });

  it('gets any status as its answer, and follows no redirect', async () => {
    const before = server.received.length;
    server.behave(answering(302, '', { location: secure('/elsewhere') }));
    expect(await post(secure())).toEqual({ status: 302, body: '' });
    server.behave(answering(503, 'later', { 'retry-after': '7' }));
    expect(await post(secure())).toEqual({ status: 503, retryAfterMs: 7_000, body: 'later' });
    expect(server.received.length - before).toBe(2);
  });

  it('reads 64 KiB of the answer and no more', async () => {
    let written = 0;
    server.behave((response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(16 * 1024))) written += 1;
      };
      response.on('drain', more);
      more();
    });
    const { status, body } = await post(secure());
    expect([status, body.length]).toEqual([200, 64 * 1024]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const atEnd = written;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(written).toBe(atEnd);
  });

  it('takes the status for the answer when the rest trickles or breaks off', async () => {
    server.behave((response) => {
      response.writeHead(202);
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const started = performance.now();
    const { status, body } = await post(secure(), { timeLimitMs: 300 });
    expect([status, /^\.+$/.test(body)]).toEqual([202, true]);
    expect(performance.now() - started).toBeLessThan(2_000);

    server.behave((response, request) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('begun', () => request.socket.destroy());
    });
    expect(await post(secure())).toEqual({ status: 200, body: 'begun' });
  });

  it('is not sent through a proxy of the environment', async () => {
    const proxy = `http://127.0.0.1:${plain.port}`;
    const restore = setGlobalProxyFromEnv({ http_proxy: proxy, https_proxy: proxy });
    const seen = plain.received.length;
    expect((await post(secure())).body).toBe('ok');
    restore();
    expect(plain.received.length).toBe(seen);
  });
});

describe('the guard', () => {
  it('connects to the addresses that it checked, though the name leads elsewhere by then', async () => {
    let asked = 0;
    const rebinding = async () => {
      asked += 1;
      return asked === 1 ? ['127.0.0.1'] : ['127.0.0.2'];
    };
    // The system knows no hooks.example.test: to get there at all it has to be the checked address.
    expect((await post(secure(), { resolve: rebinding })).status).toBe(200);
    expect(asked).toBe(1);
  });

  it('is not got round by a name that is public first and private then', async () => {
    let asked = 0;
    const rebinding = async () => {
      asked += 1;
      return asked === 1 ? ['192.0.2.1'] : ['127.0.0.1'];
    };
    const before = server.received.length;
    const allowed = [rangeIn('192.0.2.0/24')!];
    const sent = post(secure(), { resolve: rebinding, allowed, timeLimitMs: 300 });
    await expect(sent).rejects.toThrow(NotSent);
    expect([asked, server.received.length]).toEqual([1, before]);
  });

  it('takes all addresses of a name, so that one that is down does no harm', async () => {
    const resolve = async () => ['::1', '127.0.0.1'];
    const allowed = [...loopback, rangeIn('::1/128')!];
    expect((await post(secure(), { resolve, allowed })).status).toBe(200);
  });

  it('sends nothing to what may not be reached', async () => {
    const before = [server.received.length, plain.received.length];
    const urls = [
      `https://127.0.0.1:${server.port}/`,
      `https://0x7f.1:${server.port}/`,
      `https://localhost:${server.port}/`,
      `http://localhost:${plain.port}/`,
      `http://[::ffff:127.0.0.1]:${plain.port}/`,
      secure(),
    ];
    for (const url of urls) await expect(post(url, { allowed: [] })).rejects.toThrow(Refused);
    const mixed = async () => ['8.8.8.8', '127.0.0.1'];
    await expect(post(secure(), { allowed: [], resolve: mixed })).rejects.toThrow(
      new Refused(`${host} at 127.0.0.1 is an address of this machine`),
    );
    expect([server.received.length, plain.received.length]).toEqual(before);
  });

  it('asks the system for names when nobody else is named', async () => {
    const local = guardedPost({
      allowed: [...loopback, rangeIn('::1/128')!],
      ca: certificate.cert,
    });
    expect((await local(`https://localhost:${server.port}/`, '{}')).status).toBe(200);
    await expect(guardedPost()(`https://localhost:${server.port}/`, '{}')).rejects.toThrow(Refused);
    await expect(guardedPost()('https://no-such-host.invalid/', '{}')).rejects.toThrow(NotSent);
  });

  it('sends no more than 1 MiB', async () => {
    await expect(post(secure(), {}, 'x'.repeat(1024 * 1024 + 1))).rejects.toThrow(Refused);
    expect((await post(secure(), {}, 'x'.repeat(1024 * 1024))).status).toBe(200);
  });
});

describe('what goes wrong', () => {
  it('was not sent when nobody listens', async () => {
    const gone = await startHttpServer('http');
    await gone.close();
    await expect(post(`http://${host}:${gone.port}/`)).rejects.toThrow(
      new NotSent(`no connection to ${host}: ECONNREFUSED`),
    );
  });

  it('was not sent when the certificate is not trusted, or another’s, or there is none', async () => {
    await expect(post(secure(), { ca: undefined })).rejects.toThrow(NotSent);
    const other = `https://other.example.test:${server.port}/`;
    await expect(post(other)).rejects.toThrow(
      new NotSent('no connection to other.example.test: ERR_TLS_CERT_ALTNAME_INVALID'),
    );
    await expect(post(`https://${host}:${plain.port}/`)).rejects.toThrow(NotSent);
  });

  it('was not sent when TLS or the name take too long', async () => {
    const mute = createTcpServer();
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const { port } = mute.address() as AddressInfo;
    const options = { timeLimitMs: 200 };
    await expect(post(`https://${host}:${port}/`, options)).rejects.toThrow(
      new NotSent(`no connection to ${host}: too slow`),
    );
    const resolve = () => new Promise<string[]>(() => undefined);
    await expect(post(secure(), { ...options, resolve })).rejects.toThrow(
      new NotSent('its address was not found in time'),
    );
    mute.close();
  });

  it('is not known when the connection breaks off or stays silent after that', async () => {
    for (const [url, other] of [
      [secure('/token'), server],
      [insecure('/token'), plain],
    ] as const) {
      other.behave(hangingUp);
      const lost = new OutcomeUnknown(`the connection to ${host} broke off: ECONNRESET`);
      await expect(post(url)).rejects.toThrow(lost);
      other.behave(silent);
      const slow = new OutcomeUnknown(`the connection to ${host} broke off: too slow`);
      await expect(post(url, { timeLimitMs: 300 })).rejects.toThrow(slow);
    }
  });
});
