import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { leadctl as run } from '../../apps/leadctl/src/program';
import { lastWords } from '../../libs/platform/src/main';

const root = join(__dirname, '../..');

type Environment = Readonly<Record<string, string>>;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `leadctl` in a process of its own, on the installation that the variables name. */
type Start = (
  environment: Environment,
  args: readonly string[],
) => { readonly child: ChildProcess; readonly ended: Promise<Ended> };

function starter(...program: readonly string[]): Start {
  return (environment, args) => {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, [...program, ...args], {
      cwd: root,
      env: { PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });
    return { child, ended };
  };
}

/** From source. */
export const startLeadctl = starter(
  '--require',
  join(root, 'test/support/typescript.cjs'),
  join(root, 'apps/leadctl/src/main.ts'),
);

/** As built, for tests of what is built. */
export const startBuiltLeadctl = starter(
  '--enable-source-maps',
  join(root, 'dist/apps/leadctl/src/main.js'),
);

/**
 * Runs `leadctl` in this process, which takes a tenth of the time that a process of its own takes to
 * start; one at a time. That a process ends by itself when its command is done, and with which code,
 * is for `startLeadctl` to show, once for each command.
 */
export async function leadctl(environment: Environment, args: readonly string[]): Promise<Ended> {
  const [stdout, stderr] = [collector(), collector()];
  const { PATH = '' } = process.env;
  const restore = lend(process, {
    env: { PATH, ...environment },
    exitCode: undefined,
    stdout: stdout.stream,
    stderr: stderr.stream,
  });
  try {
    const code = await run(args).catch((error: unknown) => {
      process.stderr.write(`${lastWords(error)}\n`);
      return 1;
    });
    const ended = code ?? Number(process.exitCode ?? 0);
    return { code: ended, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    restore();
    for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
  }
}

function collector() {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, written) {
      text += chunk.toString();
      written();
    },
  });
  return { stream, text: () => text };
}

/** Gives an object these properties for a while. @returns what gives it back those that it had */
function lend(owner: object, properties: Readonly<Record<string, unknown>>): () => void {
  const before = Object.keys(properties).map(
    (name) => [name, Object.getOwnPropertyDescriptor(owner, name)!] as const,
  );
  for (const [name, value] of Object.entries(properties)) {
    Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  }
  return () => before.forEach(([name, had]) => Object.defineProperty(owner, name, had));
}
