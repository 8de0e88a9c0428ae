import { eventStoreMigrations, postgresEventStore } from '@tasuki/event-store';
import { migrate, postgresPool, silentLogger } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';
import { openRawLog, type RawAppend } from './append-ceiling';
import { type Benchmark } from './support/benchmark';
import { asEmmett, forEmmett, openEmmett } from './support/emmett';
import { forSeconds, timed } from './support/in-flight';
import { activity, enveloped } from './support/lead-story';

const seconds = 1.5;
const rounds = 7;

export const append: Benchmark = {
  name: 'append',
  about: 'one event an append, at the exact version, each caller waiting for its answer',
  async run(servers, race) {
    const [tasuki, raw, other] = ['bench_tasuki', 'bench_raw', 'bench_emmett'] as const;
    const connectionString = await servers.createDatabase(tasuki);
    const pool = postgresPool({ connectionString, logger: silentLogger });
    await migrate(pool, eventStoreMigrations);
    const store = postgresEventStore({ pool, connectionString });
    const rawLog = await openRawLog(await servers.createDatabase(raw));
    const emmett = await openEmmett(await servers.createDatabase(other));

    for (const inFlight of [1, 16, 64]) {
      await race({
        title: `append, ${inFlight} in flight`,
        unit: 'events/s',
        rounds,
        contenders: [
          {
            name: 'tasuki',
            round() {
              const next = inTurn(inFlight);
              return forSeconds(seconds, inFlight, (worker) => {
                const { stream, version, event } = next[worker]!();
                return store.append(stream, [event], version === 1 ? 'none' : version - 1);
              });
            },
          },
          {
            name: 'raw SQL',
            round: () => timed(() => rawRound(rawLog, inTurn(inFlight))),
          },
          {
            name: 'Emmett',
            round() {
              const next = inTurn(inFlight);
              return asEmmett(() =>
                forSeconds(seconds, inFlight, (worker) => {
                  const { stream, version, event } = next[worker]!();
                  const expectedStreamVersion = BigInt(version - 1);
                  return emmett.appendToStream(stream, [forEmmett(event)], {
                    expectedStreamVersion,
                  });
                }),
              );
            },
          },
        ],
        goals:
          inFlight < 64
            ? []
            : [
                { atLeast: 5, of: 'Emmett' },
                { atLeast: 0.8, of: 'raw SQL' },
              ],
      });
    }

    await store.close();
    await pool.end();
    await rawLog.close();
    await emmett.close();
    for (const name of [tasuki, raw, other]) await servers.dropDatabase(name);
  },
};

/** What each worker appends: 20 leads in turn, ten events each, then 20 new ones. */
function inTurn(workers: number): (() => RawAppend)[] {
  return Array.from({ length: workers }, () => {
    let streams: string[] = [];
    let count = 0;
    return () => {
      if (count % 200 === 0) streams = Array.from({ length: 20 }, () => `lead-${randomUUID()}`);
      const version = Math.floor((count % 200) / 20) + 1;
      const stream = streams[count % 20]!;
      count += 1;
      return { stream, version, event: enveloped(activity()) };
    };
  });
}

async function rawRound(
  log: Awaited<ReturnType<typeof openRawLog>>,
  next: readonly (() => RawAppend)[],
): Promise<number> {
  const until = performance.now() + seconds * 1000;
  let count = 0;
  while (performance.now() < until) {
    await log.append(next.map((take) => take()));
    count += next.length;
  }
  return count;
}
