import { eventStoreMigrations } from '@tasuki/event-store';
import { migrate, postgresPool, silentLogger } from '@tasuki/platform';
import { type Pool } from 'pg';
import { join } from 'node:path';
import { runTypeScript } from '../support/run-typescript';
import { createRawLog } from './append-ceiling';
import { type Benchmark, type Measured } from './support/benchmark';

const worker = join(__dirname, 'support/append-worker.ts');
const [processes, inFlight, seconds, rounds] = [4, 16, 3, 3];
/** For a process to be loaded and connected. */
const runUpMs = 4_000;

export const appendProcesses: Benchmark = {
  name: 'append-processes',
  about: `one event an append, from ${processes} processes with ${inFlight} in flight each; raw SQL in as many processes`,
  async run(servers, race, tell) {
    const [tasuki, raw] = ['bench_tasuki', 'bench_raw'] as const;
    const connectionString = await servers.createDatabase(tasuki);
    const pool = postgresPool({ connectionString, logger: silentLogger });
    await migrate(pool, eventStoreMigrations);
    const rawUrl = await servers.createDatabase(raw);
    await createRawLog(rawUrl);
    await race({
      title: `append, ${processes} processes × ${inFlight} in flight`,
      unit: 'events/s',
      rounds,
      contenders: [
        { name: 'tasuki', round: () => together('tasuki', connectionString) },
        { name: 'raw SQL', round: () => together('raw', rawUrl) },
      ],
      goals: [{ atLeast: 0.8, of: 'raw SQL' }],
    });
    tell({
      title: 'positions missing in the log',
      value: await missingPositions(pool),
      unit: 'positions',
      goal: { atMost: 0 },
    });
    await pool.end();
    for (const name of [tasuki, raw]) await servers.dropDatabase(name);
  },
};

async function together(kind: 'tasuki' | 'raw', connectionString: string): Promise<Measured> {
  const startAt = Date.now() + runUpMs;
  const input = { kind, connectionString, inFlight, seconds, startAt };
  const outputs = Array.from({ length: processes }, () => runTypeScript(worker, input).output);
  const counts = (await Promise.all(outputs)).map(Number);
  return { count: counts.reduce((sum, count) => sum + count, 0), seconds };
}

async function missingPositions(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ missing: number }>(
    'select (max(position) - count(*))::int as missing from events',
  );
  return rows[0]!.missing;
}
