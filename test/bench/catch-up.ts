import {
  checkpointMigrations,
  eventRegistry,
  type EventStore,
  eventStoreMigrations,
  postgresEventStore,
} from '@tasuki/event-store';
import { leadEvents } from '@tasuki/lead';
import { leaseMigrations, migrate, postgresPool, randomId, silentLogger } from '@tasuki/platform';
import {
  leadDetails,
  parkingMigrations,
  readModel,
  tableOf,
  targetMigrations,
} from '@tasuki/read-models';
import { postgreSQLEventStoreConsumer } from '@event-driven-io/emmett-postgresql';
import { type Pool } from 'pg';
import { buildTables } from '../../libs/read-models/src/passes';
import { rawCatchUp } from './catch-up-ceiling';
import { rawProjection } from './rebuild-ceiling';
import { type Benchmark } from './support/benchmark';
import { asEmmett, openEmmett } from './support/emmett';
import { timed } from './support/in-flight';
import { seedLog } from './support/seed-log';

const events = 200_000;
const pageSize = 1_000;
const rounds = 5;
/** Emmett's consumer writes its checkpoint after each event: it reads a part of the log a round. */
const emmettEvents = 20_000;

export const catchUp: Benchmark = {
  name: 'catch-up',
  about: `the read model lead_details from nothing, over ${events.toLocaleString('en')} lead events`,
  async run(servers, race) {
    const [tasuki, other] = ['bench_tasuki', 'bench_emmett'] as const;
    const connectionString = await servers.createDatabase(tasuki);
    const pool = postgresPool({ connectionString, logger: silentLogger });
    await migrate(
      pool,
      eventStoreMigrations,
      checkpointMigrations,
      leaseMigrations,
      parkingMigrations,
      targetMigrations,
    );
    const store = postgresEventStore({ pool, connectionString });
    const emmettUrl = await servers.createDatabase(other);
    const emmett = await openEmmett(emmettUrl);
    await seedLog(store, events, emmett);
    await pool.query('vacuum analyze events');

    await race({
      title: `catch-up of lead_details, pages of ${pageSize}`,
      unit: 'events/s',
      rounds,
      contenders: [
        { name: 'tasuki', round: () => afresh(pool, () => build(pool, store)) },
        {
          name: 'raw SQL',
          round: () =>
            afresh(pool, () =>
              rawCatchUp(connectionString, pageSize, [rawProjection(leadDetails)]),
            ),
        },
        {
          name: 'Emmett, no-op handler',
          round: () => asEmmett(() => afresh(pool, () => consume(emmettUrl))),
        },
      ],
      goals: [{ atLeast: 30_000 }, { atLeast: 0.6, of: 'raw SQL' }],
    });

    await store.close();
    await pool.end();
    await emmett.close();
    for (const name of [tasuki, other]) await servers.dropDatabase(name);
  },
};

/** From an empty table, with what the others have written already on disk. */
async function afresh(pool: Pool, work: () => Promise<number>) {
  await pool.query(
    `drop table if exists ${tableOf(leadDetails)}; delete from checkpoints; delete from read_model_targets`,
  );
  await pool.query('checkpoint');
  return timed(work);
}

const registry = eventRegistry(leadEvents);

/** As a projector builds it: until it takes over. */
async function build(pool: Pool, log: EventStore): Promise<number> {
  const parts = { pool, log, registry, logger: silentLogger, batchSize: pageSize };
  const model = readModel(leadDetails);
  const task = { readModel: model, table: model.table };
  await buildTables(parts, [task], new AbortController().signal, () => undefined);
  return events;
}

/** Given the page size of the others and no pause between pages, which its defaults would make. */
async function consume(connectionString: string): Promise<number> {
  const consumer = postgreSQLEventStoreConsumer({
    connectionString,
    pulling: { batchSize: pageSize, pullingFrequencyInMs: 0 },
  });
  let count = 0;
  consumer.reactor({
    processorId: randomId(),
    startFrom: 'BEGINNING',
    eachMessage: () => {
      count += 1;
    },
    stopAfter: () => count >= emmettEvents,
  });
  await consumer.start();
  await consumer.close();
  return count;
}
