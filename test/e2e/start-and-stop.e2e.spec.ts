import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEmbeddedPostgres } from '../../libs/platform/src/embedded-postgres/embedded-postgres';
import { placeOf } from '../../libs/platform/src/embedded-postgres/home';
import { as, eventually, startStandalone, type Standalone } from './standalone-process';

const capture = (index: number) => ({
  source: { channel: 'web' },
  person: { email: `p${index}@example.com` },
});

describe('npm start', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'tasuki-e2e-'));
    await chmod(home, 0o711);
  });
  afterEach(async () => {
    const { data } = await placeOf(home);
    expect(await findEmbeddedPostgres(home)).toBeUndefined();
    await rm(join(data, '..'), { recursive: true, force: true });
    await rm(home, { recursive: true, force: true });
  });

  it('prints URL, docs and one token per role; a second start finds the data of the first', async () => {
    const first = await startStandalone({ home });
    expect(Object.keys(first.tokens)).toEqual([
      'marketing',
      'inside_sales',
      'sales',
      'service',
      'admin',
      'auditor',
    ]);
    expect(first.output()).toContain(`${first.url}/docs`);
    expect((await fetch(`${first.url}/docs`)).status).toBe(200);
    const { body } = await as(first, 'marketing').post('/v1/leads', capture(1));
    expect(await first.stop()).toBe(0);

    const second = await startStandalone({ home });
    const { body: found } = await as(second, 'auditor').get('/v1/leads?email=p1@example.com');
    expect(found.leadId).toBe(body.leadId);
    expect(await second.stop('SIGTERM')).toBe(0);
  });

  it('takes over the database that a kill -9 left running, with every acknowledged command', async () => {
    const first = await startStandalone({ home });
    const acknowledged = await sendUntilStopped(first, () => first.stop('SIGKILL'));
    expect(await findEmbeddedPostgres(home)).toBeDefined();
    const second = await startStandalone({ home });
    await expectAll(second, acknowledged);
    expect(await second.stop()).toBe(0);
  });

  it('lets commands in flight finish at Ctrl-C: none is cut off, each acknowledged one is there', async () => {
    const first = await startStandalone({ home });
    const inFlight = Array.from({ length: 8 }, (_, index) => capture(1_000_000 + index));
    const acknowledged = await sendUntilStopped(first, async () => {
      const begun = await Promise.all(inFlight.map((body) => begin(first, body)));
      const stopped = first.stop();
      const answers = await Promise.all(begun.map((finish) => finish()));
      expect(answers).toEqual(inFlight.map(() => 201));
      expect(await stopped).toBe(0);
    });
    expect(acknowledged.length).toBeGreaterThan(0);
    const second = await startStandalone({ home });
    await expectAll(second, [...acknowledged, ...inFlight.map(({ person }) => person.email)]);
    expect(await second.stop()).toBe(0);
  });

  it('takes a Ctrl-C that arrives twice, from the terminal and from npm, for one', async () => {
    const running = await startStandalone({ home });
    const stopped = running.stop();
    for (let again = 0; again < 3; again += 1) running.child.kill('SIGINT');
    expect(await stopped).toBe(0);
  });

  it.each(['umask 077;', 'umask 022;'])(
    'keeps secrets to their owner under %s and with LANG unset',
    async (shell) => {
      const running = await startStandalone({ home, shell, env: { LANG: undefined } });
      const name = '田中 葵'.repeat(20);
      const { body } = await as(running, 'marketing').post('/v1/leads', {
        source: { form: 'f' },
        person: { name },
      });
      const path = `/v1/leads/${String(body.leadId)}`;
      const read = await eventually(
        () => as(running, 'sales').get(path),
        ({ status }) => status === 200,
      );
      expect(read.body).toMatchObject({ person: { name } });
      for (const file of await filesIn(home)) {
        const isSecret =
          /master\.key|signing-key|password/.test(file) ||
          /"d":/.test(await readFile(file, 'utf8'));
        if (isSecret) expect([file, (await stat(file)).mode & 0o777]).toEqual([file, 0o600]);
      }
      expect(await running.stop()).toBe(0);
    },
  );

  it('says in one sentence that the port is taken, and leaves nothing running', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    try {
      await expectSentence(
        { home, env: { PORT: `${port}` } },
        `Port ${port} is taken by another program;`,
      );
    } finally {
      other.close();
    }
  });

  it('says in one sentence that the folder cannot be written', async () => {
    await expectSentence(
      { home: '/proc/nowhere/tasuki' },
      'The folder /proc/nowhere/tasuki cannot be',
    );
  });

  it('says in one sentence that it runs already, and leaves the other one alone', async () => {
    const first = await startStandalone({ home });
    await expectSentence({ home }, 'Tasuki already runs on');
    expect((await fetch(`${first.url}/health/ready`)).status).toBe(200);
    expect(await first.stop()).toBe(0);
  });

  it('names a variable that is set wrong, and not its value', async () => {
    await expectSentence({ home, env: { PORT: 'sesame' } }, 'PORT: ');
    await expect(startStandalone({ home, env: { PORT: 'sesame' } })).rejects.not.toThrow('sesame');
  });

  async function expectSentence(
    options: Parameters<typeof startStandalone>[0],
    start: string,
  ): Promise<void> {
    const failure = await startStandalone(options).then(
      () => 'it started',
      (error: Error) => error.message,
    );
    expect(failure).toMatch(/^it ended with 1: [^\n]+\n$/);
    expect(failure).toContain(start);
  }
});

/** Sends captures without pause and stops the program in the middle. @returns what was acknowledged */
async function sendUntilStopped(
  running: Standalone,
  stop: () => Promise<unknown>,
): Promise<readonly string[]> {
  const acknowledged: string[] = [];
  let [index, stopped] = [0, false];
  const send = async () => {
    while (!stopped) {
      const body = capture((index += 1));
      const answer = await as(running, 'marketing')
        .post('/v1/leads', body)
        .catch(() => undefined);
      if (answer?.status !== 201) return;
      acknowledged.push(body.person.email);
    }
  };
  const sending = Array.from({ length: 8 }, send);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await stop();
  stopped = true;
  await Promise.all(sending);
  return acknowledged;
}

/**
 * Begins a capture and waits until the server has said that it has the head of it: of a request that is
 * still on its way to a server that closes, nobody can promise anything.
 * @returns what sends the rest, and waits for the status of the answer
 */
async function begin({ url, tokens }: Standalone, body: object): Promise<() => Promise<number>> {
  const text = JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${tokens.marketing}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    expect: '100-continue',
  };
  const sending = request(`${url}/v1/leads`, { method: 'POST', headers });
  sending.flushHeaders();
  await once(sending, 'continue');
  return async () => {
    sending.end(text);
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    return answer.resume().statusCode!;
  };
}

async function expectAll(running: Standalone, emails: readonly string[]): Promise<void> {
  for (const email of emails) {
    const { status } = await as(running, 'auditor').get(`/v1/leads?email=${email}`);
    expect([email, status]).toEqual([email, 200]);
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('/data'))
    .map((entry) => join(entry.parentPath, entry.name));
}
