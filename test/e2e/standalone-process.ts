import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const main = join(__dirname, '../../dist/apps/standalone/src/main.js');

/** `npm start` without npm: the built program, with its home in a folder of the test's. */
export interface Standalone {
  readonly child: ChildProcess;
  readonly url: string;
  /** By role. */
  readonly tokens: Readonly<Record<string, string>>;
  /** Everything it has printed so far. */
  output(): string;
  /** @returns its exit code, or the signal that ended it */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

export interface StartOptions {
  readonly home: string;
  readonly env?: NodeJS.ProcessEnv;
  /** A command line that starts what follows it, such as `umask 077;`. */
  readonly shell?: string;
  /** What node runs, with its options; the program of `npm start` when left out. */
  readonly program?: readonly string[];
}

/** @throws Error with what it printed, when it ends before it is up */
export async function startStandalone({
  home,
  env,
  shell = '',
  program = ['--enable-source-maps', main],
}: StartOptions): Promise<Standalone> {
  const child = spawn('sh', ['-c', `${shell} exec "$0" "$@"`, process.execPath, ...program], {
    env: { PATH: process.env.PATH, PORT: '0', TASUKI_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal!));
  });
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.includes('Ctrl-C stops it.')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then((code) => reject(new Error(`it ended with ${code}: ${printed}`)));
  });
  const [, url] = /API +(http:\/\/\S+)\/v1/.exec(printed)!;
  const tokens = [...printed.matchAll(/^ {2}(\w+) +(eyJ\S+)$/gm)].map(([, role, token]) => [
    role,
    token,
  ]);
  return {
    child,
    url: url!,
    tokens: Object.fromEntries(tokens) as Record<string, string>,
    output: () => printed,
    stop: (signal = 'SIGINT') => {
      child.kill(signal);
      return ended;
    },
  };
}

/** A request as one role. */
export function as({ url, tokens }: Standalone, role: string) {
  const headers = { authorization: `Bearer ${tokens[role]}`, 'content-type': 'application/json' };
  const answer = async (response: Response) => ({
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  });
  return {
    get: async (path: string) => answer(await fetch(url + path, { headers })),
    post: async (path: string, body: unknown, more: Record<string, string> = {}) =>
      answer(
        await fetch(url + path, {
          method: 'POST',
          headers: { ...headers, ...more },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
  };
}

/** Asks until the answer is as wanted: read models follow the log. */
export async function eventually<T>(
  ask: () => Promise<T>,
  wanted: (value: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const value = await ask();
    if (wanted(value)) return value;
    if (Date.now() > deadline) throw new Error(`not in time: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
