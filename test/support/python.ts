import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Python cannot be had here; the message says what to install. */
export class NoPython extends Error {
  override readonly name = 'NoPython';
}

/**
 * A Python that has what a file of requirements names, in a folder that outlives the run.
 * @returns the path of the interpreter
 * @throws NoPython without Python 3, its venv or pip, and when the packages cannot be fetched
 */
export async function pythonWith(requirements: string): Promise<string> {
  const wanted = await readFile(requirements);
  const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tasuki');
  const [folder, made] = [
    join(cache, `python-${hash}`),
    join(cache, `python-${hash}-${process.pid}`),
  ];
  const python = join(folder, 'bin/python');
  if (spawnSync(python, ['--version']).status === 0) return python;
  await mkdir(cache, { recursive: true });
  try {
    run('install Python 3 with venv and pip', 'python3', ['-m', 'venv', made]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', '-r', requirements];
    run('the packages cannot be fetched', join(made, 'bin/python'), pip);
    // Whole or not at all: another run may make it at the same time.
    await rename(made, folder).catch(() => undefined);
    return python;
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

function run(remedy: string, program: string, args: readonly string[]): void {
  const { status, error, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status === 0) return;
  const said = error?.message ?? `${stderr}${stdout}`.trim().split('\n').at(-1)!;
  throw new NoPython(`${remedy}: ${said}`);
}
