import { eventStoreMigrations, postgresEventStore } from '@tasuki/event-store';
import { migrate, postgresPool, silentLogger } from '@tasuki/platform';
import { createRawLog, openRawLog } from './append-ceiling';
import { appendsInTurn, rawRound } from './support/appends';
import { type Benchmark } from './support/benchmark';
import { asEmmett, forEmmett, openEmmett } from './support/emmett';
import { forSeconds, timed } from './support/in-flight';

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
    const rawUrl = await servers.createDatabase(raw);
    await createRawLog(rawUrl);
    const rawLog = await openRawLog(rawUrl);
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
              const next = appendsInTurn(inFlight);
              return forSeconds(seconds, inFlight, (worker) => {
                const { stream, version, event } = next[worker]!();
                return store.append(stream, [event], version === 1 ? 'none' : version - 1);
              });
            },
          },
          {
            name: 'raw SQL',
            round: () => timed(() => rawRound(rawLog, appendsInTurn(inFlight), seconds)),
          },
          {
            name: 'Emmett',
            round() {
              const next = appendsInTurn(inFlight);
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
