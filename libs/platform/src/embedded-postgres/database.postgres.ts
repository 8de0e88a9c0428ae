import { Client, DatabaseError } from 'pg';
import { StartupError } from '../startup-error';

const INVALID_PASSWORD = '28P01';
/** CREATE DATABASE against one made at the same moment: seen before it commits, or after. */
const MADE_MEANWHILE = new Set(['42P04', '23505']);

/** The address of a database on the embedded server; the password needs no escaping. */
export function databaseUrl(port: number, password: string, database = 'tasuki'): string {
  return `postgresql://tasuki:${password}@127.0.0.1:${port}/${database}`;
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof DatabaseError ? error.code : undefined;

/**
 * Logs in to the server and makes the database `tasuki` unless there is one already.
 * @throws StartupError when the server does not accept the password
 */
export async function ensureDatabase(port: number, password: string): Promise<void> {
  const client = new Client({
    connectionString: databaseUrl(port, password, 'postgres'),
    connectionTimeoutMillis: 30_000,
  });
  try {
    await client.connect();
    const found = await client.query("SELECT FROM pg_database WHERE datname = 'tasuki'");
    if (found.rowCount === 0) await client.query('CREATE DATABASE tasuki');
  } catch (error) {
    if (codeOf(error) === INVALID_PASSWORD) {
      throw new StartupError(
        'The database of this home does not accept the password kept in its file postgres/password: ' +
          'restore that file from a backup, or set TASUKI_HOME to another folder.',
        { cause: error },
      );
    }
    if (!MADE_MEANWHILE.has(codeOf(error) ?? '')) throw error;
  } finally {
    await client.end();
  }
}
