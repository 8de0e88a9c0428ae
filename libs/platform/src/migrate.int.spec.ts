import { type Pool } from 'pg';
import { createDatabase, type TestDatabase } from '../../../test/support/database';
import { silentLogger } from './logger';
import { migrate } from './migrate.postgres';
import { postgresPool } from './pool.postgres';

const first = { '0001-first': 'create table one (id integer); insert into one values (1)' };
const second = { '0002-second': 'insert into one values (2)' };

describe('migrations', () => {
  let database: TestDatabase;
  let pools: Pool[];
  beforeEach(async () => {
    database = await createDatabase();
    pools = Array.from({ length: 4 }, () =>
      postgresPool({ connectionString: database.url, logger: silentLogger }),
    );
  });
  afterEach(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await database.drop();
  });
  const rows = async () =>
    (await pools[0]!.query<{ id: number }>('select id from one order by id')).rows.map(
      ({ id }) => id,
    );

  it('are applied once each, in order, and only the new ones later', async () => {
    expect(await migrate(pools[0]!, first)).toEqual(['0001-first']);
    expect(await migrate(pools[0]!, first, second)).toEqual(['0002-second']);
    expect(await migrate(pools[0]!, first, second)).toEqual([]);
    expect(await rows()).toEqual([1, 2]);
  });

  it('are applied once by processes that start at the same time', async () => {
    const applied = await Promise.all(pools.map((pool) => migrate(pool, first, second)));
    expect(applied.flat().sort()).toEqual(['0001-first', '0002-second']);
    expect(await rows()).toEqual([1, 2]);
  });

  it('leave nothing behind when one of them fails', async () => {
    const broken = { '0002-broken': 'insert into one values (2); select * from nowhere' };
    await expect(migrate(pools[0]!, first, broken)).rejects.toThrow('nowhere');
    expect(await migrate(pools[0]!, first)).toEqual(['0001-first']);
  });

  it('are refused by code that is older than the database', async () => {
    await migrate(pools[0]!, first, second);
    await expect(migrate(pools[0]!, first)).rejects.toThrow('0002-second');
  });
});
