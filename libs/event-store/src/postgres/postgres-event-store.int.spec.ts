import { migrate, postgresPool, silentLogger } from '@tasuki/platform';
import { createDatabase, type TestDatabase } from '../../../../test/support/database';
import { eventStoreContract } from '../event-store.contract';
import { eventStoreMigrations, postgresEventStore } from '../index';

describe('the event store in PostgreSQL', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database.drop());

  eventStoreContract(async () => {
    const pool = postgresPool({ connectionString: database.url, logger: silentLogger });
    await migrate(pool, eventStoreMigrations);
    const store = postgresEventStore({ pool, connectionString: database.url });
    return {
      ...store,
      close: async () => {
        await store.close();
        await pool.end();
      },
    };
  });
});
