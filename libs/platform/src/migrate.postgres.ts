import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { type Pool } from 'pg';

/** SQL by name; names are applied in their alphabetical order, each once, forward only. */
export type SqlMigrations = Readonly<Record<string, string>>;

/** Names that this code has and the database has not, or the other way round; applies nothing. */
export async function compareMigrations(
  pool: Pool,
  ...migrations: readonly SqlMigrations[]
): Promise<{ readonly pending: readonly string[]; readonly unknown: readonly string[] }> {
  const { rows: found } = await pool.query<{ exists: boolean }>(
    `select to_regclass('migrations') is not null as exists`,
  );
  const { rows } = found[0]!.exists
    ? await pool.query<{ name: string }>('select name from migrations order by name')
    : { rows: [] };
  const applied = rows.map(({ name }) => name);
  const known = migrations.flatMap((one) => Object.keys(one)).sort();
  return {
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

/**
 * Brings the database up to date, all or nothing. Two processes may call it at once: one works,
 * the other waits and finds nothing left to do.
 * @returns the names applied now
 * @throws Error when a migration fails, or the database has migrations this code does not know
 */
export async function migrate(
  pool: Pool,
  ...migrations: readonly SqlMigrations[]
): Promise<string[]> {
  const all = Object.fromEntries(
    migrations
      .flatMap((m) => Object.entries(m))
      .map(([name, text]) => [
        name,
        { up: async (db: Kysely<unknown>) => void (await sql.raw(text).execute(db)) },
      ]),
  );
  const db = new Kysely({ dialect: new PostgresDialect({ pool }) });
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => all },
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error as Error;
  return (results ?? []).map(({ migrationName }) => migrationName);
}
