import { type EventStore, postgresEventStore, type StoreObserver } from '@tasuki/event-store';
import { type Config, type Logger, postgresPool } from '@tasuki/platform';
import { type Pool } from 'pg';

export interface OpenLog {
  readonly pool: Pool;
  /** As stored, not checked by the registry. */
  readonly log: EventStore;
  readonly close: () => Promise<void>;
}

/** The log where the configuration says that it is; nothing is brought up to date, or changed. */
export function openLog(
  {
    DATABASE_URL: connectionString,
    DATABASE_POOL: max,
  }: Pick<Config, 'DATABASE_URL' | 'DATABASE_POOL'>,
  logger: Logger,
  observer?: StoreObserver,
): OpenLog {
  const pool = postgresPool({ connectionString, logger, max });
  const log = postgresEventStore({ pool, connectionString, ...(observer && { observer }) });
  return {
    pool,
    log,
    async close() {
      await log.close();
      await pool.end();
    },
  };
}
