import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const preload = join(root, 'test/support/typescript.cjs');
const main = join(root, 'apps/leadctl/src/main.ts');

type Environment = Readonly<Record<string, string>>;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `leadctl` from source in a process of its own, on the installation that the variables name. */
export function startLeadctl(
  environment: Environment,
  args: readonly string[],
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['--require', preload, main, ...args], {
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
}

export function leadctl(environment: Environment, args: readonly string[]): Promise<Ended> {
  return startLeadctl(environment, args).ended;
}
