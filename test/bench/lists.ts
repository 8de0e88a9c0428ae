import { migrate, postgresPool, silentLogger, withClient } from '@tasuki/platform';
import {
  findLeadDetails,
  leadDetails,
  mqlQueue,
  mqlQueuePage,
  readModel,
  tableOf,
} from '@tasuki/read-models';
import { migrations } from '@tasuki/runtime';
import { type Pool } from 'pg';
import { type Benchmark, type Measured } from './support/benchmark';
import { forEach } from './support/in-flight';
import { seeded } from './support/lead-story';

const [few, many, rounds, asked] = [10_000, 1_000_000, 5, 3_000];
const slower = 1 / 1.15;

export const lists: Benchmark = {
  name: 'lists',
  about: `a page of 50 of the MQL queue and one lead read, at ${many.toLocaleString('en')} leads and at ${few.toLocaleString('en')}`,
  async run(servers, race) {
    const names = ['bench_many', 'bench_few'] as const;
    const pools: Pool[] = [];
    for (const [index, name] of names.entries()) {
      const connectionString = await servers.createDatabase(name);
      const pool = postgresPool({ connectionString, logger: silentLogger });
      await migrate(pool, ...migrations);
      await fill(pool, [many, few][index]!);
      pools.push(pool);
    }
    const [large, small] = pools as [Pool, Pool];
    const page = (pool: Pool) => () => queuePages(pool);
    const read = (pool: Pool, leads: number) => () => leadReads(pool, leads);
    await race({
      title: 'a page of the MQL queue, 8 in flight',
      unit: 'pages/s',
      rounds,
      contenders: [
        { name: '1,000,000 leads', round: page(large) },
        { name: '10,000 leads', round: page(small) },
      ],
      goals: [{ atLeast: slower, of: '10,000 leads' }],
    });
    await race({
      title: 'one lead read, 8 in flight',
      unit: 'reads/s',
      rounds,
      contenders: [
        { name: '1,000,000 leads', round: read(large, many) },
        { name: '10,000 leads', round: read(small, few) },
      ],
      goals: [{ atLeast: slower, of: '10,000 leads' }],
    });
    await Promise.all(pools.map((pool) => pool.end()));
    for (const name of names) await servers.dropDatabase(name);
  },
};

const leadId = `'00000000-0000-4000-8000-' || lpad(i::text, 12, '0')`;

/** Rows of plausible size, in no order of time; one lead in fifty waits. */
async function fill(pool: Pool, leads: number): Promise<void> {
  for (const model of [readModel(mqlQueue), readModel(leadDetails)]) {
    await withClient(pool, (client) => model.create(client, model.table));
  }
  const longer = (statement: string) => pool.query(`set statement_timeout = 0; ${statement}`);
  await longer(`
    insert into ${tableOf(mqlQueue)} (key, version, document, waiting, since, channel, assignee, due_at, standing, score_rank)
    select ${leadId}, 5, json_build_object('leadId', ${leadId}, 'company', 'company ' || i,
        'name', 'sealed.v1.' || repeat('x', 60), 'score', i % 100, 'cycle', 1),
      i % 50 = 0, timestamptz '2026-01-01' + ((i::bigint * 7919) % 100000) * interval '1 minute',
      'web', null, timestamptz '2026-11-01' + ((i::bigint * 6007) % 100000) * interval '1 minute', 'running',
      -(i % 100)
    from generate_series(1, ${leads}) i`);
  await longer(`
    insert into ${tableOf(leadDetails)} (key, version, document)
    select ${leadId}, 5, json_build_object('leadId', ${leadId}, 'stage', 'nurturing', 'etag', 5,
      'person', json_build_object('name', 'sealed.v1.' || repeat('x', 60)), 'activities', 7,
      'source', json_build_object('channel', 'web', 'campaign', repeat('c', 40)))
    from generate_series(1, ${leads}) i`);
  await pool.query('vacuum analyze');
}

function queuePages(pool: Pool): Promise<Measured> {
  return forEach(Array.from({ length: asked }), 8, () =>
    mqlQueuePage(pool, { sort: 'since', limit: 50 }),
  );
}

function leadReads(pool: Pool, leads: number): Promise<Measured> {
  const random = seeded(11);
  const ids = Array.from({ length: asked }, () => {
    const number = 1 + Math.floor(random() * leads);
    return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  });
  return forEach(ids, 8, async (id) => {
    if ((await findLeadDetails(pool, id)) === undefined) throw new Error(`there is no lead ${id}`);
  });
}
