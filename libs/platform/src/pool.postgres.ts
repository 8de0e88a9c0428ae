import { Pool, type PoolClient } from 'pg';
import { type Logger } from './logger';

export interface PoolOptions {
  readonly connectionString: string;
  readonly logger: Logger;
  /** Connections at most; 20 when left out. */
  readonly max?: number;
}

/** After this a database that does not answer counts as away. */
const queryTimeoutMs = 25_000;

/**
 * A pool whose connections a stopping server may end at any moment without ending this process:
 * node-postgres reports the loss of an idle one on the pool, of a lent one on itself between two
 * queries. Whoever uses a lost one next gets the error.
 */
export function postgresPool({ connectionString, logger, max = 20 }: PoolOptions): Pool {
  const pool = new Pool({
    connectionString,
    max,
    connectionTimeoutMillis: 5_000,
    query_timeout: queryTimeoutMs,
    // Whoever sends two queries before awaiting the first saves a round trip.
    pipeline: true,
    application_name: 'tasuki',
    // A process that stops in the middle of its work must not hold the others up for ever.
    options: [
      'timezone=UTC',
      'lock_timeout=10s',
      'statement_timeout=20s',
      'idle_in_transaction_session_timeout=20s',
    ]
      .map((setting) => `-c ${setting}`)
      .join(' '),
  });
  // The error itself holds the whole connection. A pool that ends gives its connections up.
  const lost = ({ message, code }: Error & { code?: string }) => {
    if (!pool.ending) logger.warn({ error: message, code }, 'a database connection was lost');
  };
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));
  return pool;
}

/** Lends a connection; one on which the work failed is closed, which rolls back what it had begun. */
export async function withClient<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let failed = true;
  try {
    const result = await work(client);
    failed = false;
    return result;
  } finally {
    client.release(failed);
  }
}
