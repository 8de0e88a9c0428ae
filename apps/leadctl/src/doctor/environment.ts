import { type Clock, compareMigrations, type Config, type SqlMigrations } from '@tasuki/platform';
import { type Pool } from 'pg';
import { stat } from 'node:fs/promises';
import { type Check } from './examination';

const oldestPostgres = 16;
const bearableSkewMs = 1_000;
const worstSkewMs = 5_000;

/** The configuration was read already; what it names must be there, and be secret. */
export function configuration({ TASUKI_MASTER_KEY_FILE: file }: Config): Check {
  return {
    name: 'configuration',
    async run() {
      const { mode } = await stat(file);
      const others = (mode & 0o077) !== 0;
      return others
        ? { state: 'failed', text: 'the master key file can be read by others; chmod 600 it' }
        : { state: 'ok', text: 'complete; the master key is its owner’s alone' };
    },
  };
}

export function versions(pool: Pool): Check {
  return {
    name: 'versions',
    async run() {
      const { rows } = await pool.query<{ version: string }>(
        `select current_setting('server_version') as version`,
      );
      const postgres = rows[0]!.version;
      const text = `Node ${process.versions.node}, PostgreSQL ${postgres}`;
      const isOld = Number.parseInt(postgres, 10) < oldestPostgres;
      return isOld
        ? { state: 'failed', text: `${text}; PostgreSQL ${oldestPostgres} or newer is needed` }
        : { state: 'ok', text };
    },
  };
}

/** Deadlines go by this machine's clock, and leases by the database's. */
export function clocks(pool: Pool, clock: Clock): Check {
  return {
    name: 'clock',
    async run() {
      const before = Date.parse(clock.now());
      const { rows } = await pool.query<{ now: number }>(
        'select (extract(epoch from clock_timestamp()) * 1000)::float8 as now',
      );
      const here = (before + Date.parse(clock.now())) / 2;
      const skew = Math.round(Math.abs(rows[0]!.now - here));
      const text = `${skew} ms beside the database’s`;
      if (skew > worstSkewMs) return { state: 'failed', text };
      return { state: skew > bearableSkewMs ? 'warning' : 'ok', text };
    },
  };
}

export function upToDate(pool: Pool, migrations: readonly SqlMigrations[]): Check {
  return {
    name: 'migrations',
    async run() {
      const { pending, unknown } = await compareMigrations(pool, ...migrations);
      if (unknown.length > 0) {
        return { state: 'failed', text: `made by a newer release: ${unknown.join(', ')}` };
      }
      if (pending.length > 0) {
        return { state: 'failed', text: `not applied yet: ${pending.join(', ')}` };
      }
      return { state: 'ok', text: 'all applied' };
    },
  };
}
