import { eventRegistry, postgresEventStore } from '@tasuki/event-store';
import { leadEvents } from '@tasuki/lead';
import { migrate, postgresPool, silentLogger } from '@tasuki/platform';
import {
  calendars,
  isQueue,
  leadDetails,
  leadDirectory,
  leadTimeline,
  mqlQueue,
  readModels,
  slaLedger,
  slaTimers,
  sqlQueue,
  unassigned,
  untouchedQueue,
} from '@tasuki/read-models';
import { migrations } from '@tasuki/runtime';
import { type Pool } from 'pg';
import { buildTables } from '../../libs/read-models/src/passes';
import { rawCatchUp } from './catch-up-ceiling';
import { rawProjection } from './rebuild-ceiling';
import { type Benchmark } from './support/benchmark';
import { timed } from './support/in-flight';
import { seedLog } from './support/seed-log';

const [events, pageSize, rounds] = [1_000_000, 1_000, 2];

export const rebuild: Benchmark = {
  name: 'rebuild',
  about: `every read model from nothing, over ${events.toLocaleString('en')} lead events, one reading of the log`,
  isLong: true,
  async run(servers, race) {
    const name = 'bench_rebuild';
    const connectionString = await servers.createDatabase(name);
    const pool = postgresPool({ connectionString, logger: silentLogger });
    await migrate(pool, ...migrations);
    const log = postgresEventStore({ pool, connectionString });
    await seedLog(log, events);
    await pool.query('vacuum analyze events');
    const parts = { pool, log, registry: eventRegistry(leadEvents), logger: silentLogger };
    const tasks = readModels.map((readModel) => ({ readModel, table: readModel.table }));
    const byHand = [
      rawProjection(leadDetails),
      rawProjection(leadTimeline),
      rawProjection(leadDirectory),
      rawProjection(mqlQueue),
      rawProjection(isQueue),
      rawProjection(sqlQueue),
      rawProjection(untouchedQueue),
      rawProjection(unassigned),
      rawProjection(slaTimers),
      rawProjection(slaLedger),
      rawProjection(calendars),
    ];
    if (byHand.length !== readModels.length) throw new Error('a read model is not built by hand');
    await race({
      title: `rebuild of ${readModels.length} read models, pages of ${pageSize}`,
      unit: 'events/s',
      rounds,
      contenders: [
        {
          name: 'tasuki',
          round: () =>
            afresh(pool, async () => {
              const { signal } = new AbortController();
              await buildTables({ ...parts, batchSize: pageSize }, tasks, signal, () => undefined);
              return events;
            }),
        },
        {
          name: 'raw SQL',
          round: () => afresh(pool, () => rawCatchUp(connectionString, pageSize, byHand)),
        },
      ],
      goals: [{ atLeast: 0.6, of: 'raw SQL' }],
    });
    await log.close();
    await pool.end();
    await servers.dropDatabase(name);
  },
};

/** From empty tables, with what the others have written already on disk. */
async function afresh(pool: Pool, work: () => Promise<number>) {
  const tables = readModels.flatMap(({ table, name }) => [table, `raw_${name}`]);
  await pool.query(`drop table if exists ${tables.join(', ')}`);
  await pool.query('delete from checkpoints; delete from read_model_targets');
  await pool.query('checkpoint');
  return timed(work);
}
