import { pause } from '@tasuki/platform';
import { readdir, readFile } from 'node:fs/promises';
import { placeOf } from '../../libs/platform/src/embedded-postgres/home';
import { startStandalone } from '../e2e/standalone-process';
import { makePostgresHome, removePostgresHome } from '../support/postgres-folder';
import { type Benchmark } from './support/benchmark';

const idleMs = 10_000;

export const start: Benchmark = {
  name: 'start',
  about:
    'npm start once built, on a home that is there: to the first "ready", and what it holds idle',
  async run(_servers, _race, tell) {
    const home = await makePostgresHome();
    try {
      const first = await startStandalone({ home });
      await first.stop();
      const started = performance.now();
      const running = await startStandalone({ home });
      while (!(await fetch(`${running.url}/health/ready`)).ok) await pause(5);
      const seconds = (performance.now() - started) / 1000;
      tell({ title: 'start to ready', value: seconds, unit: 's', goal: { atMost: 3 } });
      await pause(idleMs);
      const { data } = await placeOf(home);
      const mebibytes = await memoryOf(running.child.pid!, data);
      tell({
        title: 'memory when idle, with PostgreSQL',
        value: mebibytes,
        unit: 'MiB',
        goal: { atMost: 300 },
      });
      await running.stop();
    } finally {
      await removePostgresHome(home);
    }
  },
};

/**
 * Of the process and of PostgreSQL's, whose children it is not: proportional set size, which counts
 * what several share once (Linux).
 */
async function memoryOf(pid: number, data: string): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  let kibibytes = 0;
  for (const other of pids) {
    const isOurs = Number(other) === pid || (await isPostgresOf(other, data));
    if (isOurs) kibibytes += await proportionalSize(other);
  }
  return kibibytes / 1024;
}

async function isPostgresOf(pid: string, data: string): Promise<boolean> {
  const parent = /^PPid:\s+(\d+)$/m.exec(await proc(pid, 'status'))?.[1] ?? '0';
  const lines = await Promise.all([proc(pid, 'cmdline'), proc(parent, 'cmdline')]);
  return lines.some((line) => line.includes('postgres') && line.includes(data));
}

async function proportionalSize(pid: string): Promise<number> {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(await proc(pid, 'smaps_rollup'))?.[1] ?? 0);
}

/** A process may end while it is looked at. */
function proc(pid: string, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
}
