import {
  checkpointMigrations,
  eventRegistry,
  type EventStore,
  eventStoreMigrations,
  type NewEvent,
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
import {
  type PostgresEventStore,
  postgreSQLEventStoreConsumer,
} from '@event-driven-io/emmett-postgresql';
import { type Pool } from 'pg';
import { buildTables } from '../../libs/read-models/src/passes';
import { rawCatchUp } from './catch-up-ceiling';
import { type Benchmark } from './support/benchmark';
import { asEmmett, forEmmett, openEmmett } from './support/emmett';
import { forEach, timed } from './support/in-flight';
import { enveloped, leadStory, seeded } from './support/lead-story';

const events = 200_000;
const pageSize = 1_000;
const rounds = 5;
/** Emmett's consumer writes its checkpoint after each event: it reads a part of the log a round. */
const emmettEvents = 20_000;
/** How many leads are worked on at a time: their events stand mixed in the log. */
const busyLeads = 500;

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
    await seed(store, emmett);
    await pool.query('vacuum analyze events');

    await race({
      title: `catch-up of lead_details, pages of ${pageSize}`,
      unit: 'events/s',
      rounds,
      contenders: [
        { name: 'tasuki', round: () => afresh(pool, () => build(pool, store)) },
        {
          name: 'raw SQL',
          round: () => afresh(pool, () => rawCatchUp(connectionString, pageSize)),
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

/** The log as it grows in life: some hundred leads at a time, each event of a lead some time after the last. */
async function seed(store: EventStore, emmett: PostgresEventStore): Promise<void> {
  const random = seeded(3);
  const newLead = () => {
    return { stream: `lead-${randomId()}`, story: leadStory(random).map(enveloped), told: 0 };
  };
  const busy = Array.from({ length: busyLeads }, newLead);
  const log: { stream: string; version: number; event: NewEvent }[] = [];
  while (log.length < events) {
    const index = Math.floor(random() * busyLeads);
    const lead = busy[index]!;
    const event = lead.story[lead.told]!;
    lead.told += 1;
    log.push({ stream: lead.stream, version: lead.told, event });
    if (lead.told === lead.story.length) busy[index] = newLead();
  }
  await forEach(log, 2_000, ({ stream, version, event }) =>
    store.append(stream, [event], version === 1 ? 'none' : version - 1),
  );
  const byStream = Map.groupBy(log, ({ stream }) => stream);
  await forEach([...byStream], 64, ([stream, told]) =>
    emmett.appendToStream(
      stream,
      told.map(({ event }) => forEmmett(event)),
    ),
  );
}
