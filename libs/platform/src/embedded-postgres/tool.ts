import { spawn } from 'node:child_process';
import { type Account } from './account';

/** How a finished program ended: its exit code (-1 when it could not run) and all it printed. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** Only these: the server has no business with the program's secrets, nor with PGPORT or LC_ALL. */
const INHERITED = ['PATH', 'LD_LIBRARY_PATH'];

function environment(): NodeJS.ProcessEnv {
  const inherited = INHERITED.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(inherited), LC_ALL: 'C', TZ: 'UTC' };
}

/**
 * Runs a program to its end, under another account if one is given. It gets a session of its own, so
 * that Ctrl-C in the terminal reaches neither it nor the server that it starts.
 */
export function run(program: string, args: readonly string[], account?: Account): Promise<Outcome> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, args, {
      // A working directory that every account may enter.
      cwd: '/',
      env: environment(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(account && { uid: account.uid, gid: account.gid }),
    });
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ code: -1, output: error.message }));
    child.on('close', (code, signal) =>
      resolve({ code: code ?? -1, output: output.trim() || (signal ?? '') }),
    );
  });
}

/** What whoever tried to connect was told meanwhile. */
const ASIDE = /the database system is /;

/** The line of a PostgreSQL program's output that tells what was wrong. */
export function firstComplaint(output: string): string {
  const lines = output.split('\n').filter((line) => !ASIDE.test(line));
  const complaint = lines.find((line) => /\b(error|fatal|panic):/i.test(line)) ?? lines[0] ?? '';
  return complaint.replace(/^.*?\b(error|fatal|panic):\s*/i, '').trim();
}
