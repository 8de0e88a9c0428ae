import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  InvalidToken,
  KeysUnavailable,
  newSigningKey,
  type SigningKey,
  signToken,
  tokenVerifier,
} from './tokens';

const expected = { issuer: 'tasuki', audience: 'tasuki' };

let folder: string;
let key: SigningKey;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tasuki-keys-'));
  key = await newSigningKey();
});
afterAll(() => rm(folder, { recursive: true }));

function signedBy({ privateKey }: SigningKey): Promise<string> {
  const aiko = { subject: 'aiko', department: null, roles: [], validFor: '1h' };
  return signToken(privateKey, { ...aiko, ...expected });
}

describe('keys in a file', () => {
  it('are read again when the file was changed: the new ones hold, the old ones no more', async () => {
    const file = join(folder, 'rotated.json');
    const next = await newSigningKey();
    const both = { keys: [...key.jwks.keys, ...next.jwks.keys] };
    const [old, fresh] = [await signedBy(key), await signedBy(next)];
    const verifyRotated = tokenVerifier({ jwks: file, ...expected, rememberMs: 0 });
    const accepts = (token: string) =>
      verifyRotated(token).then(
        () => true,
        (error: unknown) =>
          error instanceof InvalidToken ? false : Promise.reject(error as Error),
      );
    const accepted = [];
    for (const [minute, keys] of [key.jwks, both, next.jwks].entries()) {
      await writeFile(file, JSON.stringify(keys));
      await utimes(file, minute, minute);
      accepted.push([await accepts(old), await accepts(fresh)]);
    }
    expect(accepted).toEqual([
      [true, false],
      [true, true],
      [false, true],
    ]);
  });

  it('that were taken away hold a little longer for a token that was found good a moment ago', async () => {
    const file = join(folder, 'taken-away.json');
    await writeFile(file, JSON.stringify(key.jwks));
    const token = await signedBy(key);
    const verify = tokenVerifier({ jwks: file, ...expected, rememberMs: 200 });
    await verify(token);
    await writeFile(file, JSON.stringify((await newSigningKey()).jwks));
    await utimes(file, 1, 1);
    await expect(verify(token)).resolves.toMatchObject({ subject: 'aiko' });
    await delay(250);
    await expect(verify(token)).rejects.toThrow(InvalidToken);
  });

  it('that cannot be read say nothing of the token', async () => {
    const token = await signedBy(key);
    const broken = join(folder, 'broken.json');
    await writeFile(broken, '{"keys": [');
    for (const file of [join(folder, 'missing.json'), broken]) {
      const verifying = tokenVerifier({ jwks: file, ...expected })(token);
      await expect(verifying).rejects.toThrow(KeysUnavailable);
    }
  });
});

describe('keys behind a URL', () => {
  let served: unknown;
  let asked: number;
  let server: Server;
  let url: string;
  beforeEach(async () => {
    [served, asked] = [key.jwks, 0];
    server = createServer((_, response) => {
      asked += 1;
      response.setHeader('content-type', 'application/json').end(JSON.stringify(served));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  });
  afterEach(async () => {
    jest.useRealTimers();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('are fetched once, and again when a token names one that is not there yet', async () => {
    jest.useFakeTimers({ doNotFake: allBut('Date') });
    const verifyRemote = tokenVerifier({ jwks: url, ...expected });
    const old = await signedBy(key);
    await verifyRemote(old);
    await verifyRemote(old);
    expect(asked).toBe(1);

    const next = await newSigningKey();
    served = next.jwks;
    jest.setSystemTime(Date.now() + 31_000);
    const fresh = await signedBy(next);
    expect(await verifyRemote(fresh)).toMatchObject({ subject: 'aiko' });
    expect(asked).toBe(2);
    await expect(verifyRemote(old)).rejects.toThrow(InvalidToken);
  });

  it('are not fetched for each token that names an unknown one: nobody can make us ask all day', async () => {
    const verifyRemote = tokenVerifier({ jwks: url, ...expected });
    await verifyRemote(await signedBy(key));
    const unknown = await newSigningKey();
    for (let n = 0; n < 5; n += 1) {
      const verifying = verifyRemote(await signedBy(unknown));
      await expect(verifying).rejects.toThrow(InvalidToken);
    }
    expect(asked).toBe(1);
  });

  it('that cannot be had say nothing of the token', async () => {
    const token = await signedBy(key);
    served = 'gone';
    const verifying = tokenVerifier({ jwks: url, ...expected })(token);
    await expect(verifying).rejects.toThrow(KeysUnavailable);
    const nobody = tokenVerifier({ jwks: 'http://127.0.0.1:1/jwks.json', ...expected })(token);
    await expect(nobody).rejects.toThrow(KeysUnavailable);
  });
});

/** Fake timers would stop the network; only the clock is to move. */
function allBut(kept: 'Date') {
  const all = [
    'Date',
    'hrtime',
    'nextTick',
    'performance',
    'queueMicrotask',
    'setImmediate',
    'clearImmediate',
    'setInterval',
    'clearInterval',
    'setTimeout',
    'clearTimeout',
  ] as const;
  return all.filter((api) => api !== kept);
}
