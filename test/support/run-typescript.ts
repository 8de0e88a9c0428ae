import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export interface RunningProcess {
  readonly child: ChildProcess;
  /** Its standard output, once it ended well. */
  readonly output: Promise<string>;
}

/** Runs a TypeScript file from source in a process of its own; `input` is its one argument, as JSON. */
export function runTypeScript(file: string, input: unknown): RunningProcess {
  const preload = join(__dirname, 'typescript.cjs');
  const child = spawn(process.execPath, ['--require', preload, file, JSON.stringify(input)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const output = new Promise<string>((resolve, reject) => {
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`${file} ended with ${code ?? signal}: ${stderr}`));
    });
  });
  return { child, output };
}
