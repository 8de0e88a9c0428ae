import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `leadctl` from source in a process of its own, on the installation that the variables name. */
export function leadctl(
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<Ended> {
  const preload = join(root, 'test/support/typescript.cjs');
  const main = join(root, 'apps/leadctl/src/main.ts');
  const child = spawn(process.execPath, ['--require', preload, main, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
