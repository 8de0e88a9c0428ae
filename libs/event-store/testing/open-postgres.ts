import { migrate, postgresPool, silentLogger } from '@tasuki/platform';
import { type EventStore, eventStoreMigrations, postgresEventStore } from '../src/index';

/** The log in a database of a test's, brought up to date. */
export async function openPostgres(url: string): Promise<EventStore> {
  const pool = postgresPool({ connectionString: url, logger: silentLogger });
  await migrate(pool, eventStoreMigrations);
  await pool.end();
  return openMigrated(url);
}

/** The same where another process has brought it up to date; the pool is closed together with it. */
export function openMigrated(url: string, patienceMs?: number): EventStore {
  const pool = postgresPool({ connectionString: url, logger: silentLogger });
  const store = postgresEventStore({
    pool,
    connectionString: url,
    ...(patienceMs !== undefined && { patienceMs }),
  });
  return {
    ...store,
    close: async () => {
      await store.close();
      await pool.end();
    },
  };
}
