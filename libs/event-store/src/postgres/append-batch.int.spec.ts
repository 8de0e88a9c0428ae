import { migrate, postgresPool, silentLogger } from '@tasuki/platform';
import { type Pool } from 'pg';
import { createDatabase, type TestDatabase } from '../../../../test/support/database';
import { encode } from '../encoded';
import { StoreUnavailable } from '../errors';
import { anEvent, someEvents } from '../event-store.contract';
import { appendBatch } from './append-batch';
import { isDiskFull } from './connection-errors';
import { eventStoreMigrations } from './migrations';

describe('a batch of appends', () => {
  let database: TestDatabase;
  let pool: Pool;
  beforeAll(async () => {
    database = await createDatabase();
    pool = postgresPool({ connectionString: database.url, logger: silentLogger });
    await migrate(pool, eventStoreMigrations);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('that is halved while the database goes away tells of each append what became of it', async () => {
    const appends = [
      { stream: 'good', events: encode(someEvents(2)), expected: 'none' },
      { stream: 'bad', events: encode([{ ...anEvent(), id: 'nope' }]), expected: 'none' },
      { stream: 'late', events: encode(someEvents(1)), expected: 'none' },
    ] as const;
    // All, the first two, the first, the second; the third finds nobody.
    const outcomes = await appendBatch(awayAfter(pool, 4), appends, 0);
    expect(outcomes).toMatchObject([
      { value: { version: 2 } },
      { error: { code: '22P02' } },
      { error: { name: StoreUnavailable.name } },
    ]);
    const { rows } = await pool.query('select distinct stream from events');
    expect(rows).toEqual([{ stream: 'good' }]);
  });

  it('that finds the disk full was not written, which is known', async () => {
    await pool.query(`
      create function fill_the_disk() returns trigger language plpgsql as $$
      begin
        raise exception 'could not extend file' using errcode = '53100';
      end $$;
      create trigger disk_is_full before insert on events execute function fill_the_disk()`);
    const append = { stream: 'full', events: encode(someEvents(1)), expected: 'none' } as const;
    const outcome = await appendBatch(pool, [append], 0).catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(StoreUnavailable);
    expect(isDiskFull(outcome)).toBe(true);
  });
});

/** A pool that lends so many connections, and then finds the database gone. */
function awayAfter(pool: Pool, connections: number): Pool {
  let lent = 0;
  return Object.assign(Object.create(pool) as Pool, {
    connect: () => {
      lent += 1;
      if (lent <= connections) return pool.connect();
      throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    },
  });
}
