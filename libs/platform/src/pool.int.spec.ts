import { Client, type Pool, type PoolClient } from 'pg';
import { pino } from 'pino';
import { createDatabase, type TestDatabase } from '../../../test/support/database';
import { postgresPool } from './pool.postgres';

describe('a pool whose server ends a connection', () => {
  let database: TestDatabase;
  let pool: Pool;
  let logged: string[];
  beforeEach(async () => {
    database = await createDatabase();
    logged = [];
    const logger = pino({}, { write: (line: string) => logged.push(line) });
    pool = postgresPool({ connectionString: database.url, logger });
  });
  afterEach(() => database.drop());

  it('says so in a line without the connection, and goes on with another', async () => {
    const client = await pool.connect();
    await lose(client);
    client.release(true);
    expect(logged.map((line) => JSON.parse(line) as unknown)).toContainEqual({
      level: 40,
      time: expect.any(Number) as number,
      pid: process.pid,
      hostname: expect.any(String) as string,
      code: '57P01',
      error: 'terminating connection due to administrator command',
      msg: 'a database connection was lost',
    });
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });

  it('says nothing once it ends: it gives its connections up itself', async () => {
    const client = await pool.connect();
    const ended = pool.end();
    await lose(client);
    client.release(true);
    await ended;
    expect(logged).toEqual([]);
  });

  /** Ends the connection from outside, as a server that stops does. */
  async function lose(client: PoolClient): Promise<void> {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const lost = new Promise((resolve) => client.once('end', resolve));
    const outside = new Client({ connectionString: database.url });
    await outside.connect();
    await outside.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
    await outside.end();
    await lost;
  }
});
