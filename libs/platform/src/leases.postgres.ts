import { type Pool } from 'pg';
import { randomId } from './ids';
import { pause } from './pause';
import { type SqlMigrations } from './migrate.postgres';

export const leaseMigrations: SqlMigrations = {
  '0004-leases': `
    create table leases (
      name   text        not null primary key collate "C",
      holder uuid        not null,
      until  timestamptz not null
    );
  `,
};

/**
 * Which of several processes does a piece of work, so that the others stand by. A lease saves work;
 * it guards nothing: whoever writes must be safe without it, for a process that was asleep may
 * still think that it holds one.
 */
export interface Leases {
  /** Takes what is free or has run out, prolongs what is held. @returns the names held now */
  hold(names: readonly string[]): Promise<ReadonlySet<string>>;
  /** Gives up everything, so that a standby need not wait. */
  release(): Promise<void>;
}

export interface LeaseOptions {
  /** How long a lease outlives its last {@link Leases.hold}; 15,000 ms when left out. */
  readonly lifetimeMs?: number;
}

/** For whoever knows that nobody else is alive: what a killed process held is free at once. */
export async function clearLeases(pool: Pool): Promise<void> {
  await pool.query('delete from leases');
}

export function postgresLeases(pool: Pool, { lifetimeMs = 15_000 }: LeaseOptions = {}): Leases {
  const holder = randomId();
  return {
    async hold(names) {
      const { rows } = await pool.query<{ name: string }>(
        `insert into leases (name, holder, until)
         select name, $2, now() + $3 * interval '1 ms' from unnest($1::text[]) name order by name
         on conflict (name) do update set holder = excluded.holder, until = excluded.until
         where leases.holder = excluded.holder or leases.until < now()
         returning name`,
        [names, holder, lifetimeMs],
      );
      return new Set(rows.map(({ name }) => name));
    },
    async release() {
      await pool.query('delete from leases where holder = $1', [holder]);
    },
  };
}

/** Well within the lifetime of a lease. */
const prolongMs = 3_000;

/**
 * Does some work while the lease is ours; stands by while it is another process's, and when it was
 * lost, until the signal fires. Gives the lease up at the end.
 * @param work runs until its signal fires
 */
export async function whileHeld(
  leases: Leases,
  name: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  /** Of a database that does not answer nobody knows; the work itself waits for it then. */
  const isHeld = (before: boolean) =>
    leases.hold([name]).then(
      (held) => held.has(name),
      () => before,
    );
  while (!signal.aborted) {
    if (await isHeld(false)) {
      const lost = new AbortController();
      const working = work(AbortSignal.any([signal, lost.signal]));
      const ended = working.then(() => true);
      while (!(await Promise.race([ended, pause(prolongMs, signal).then(() => signal.aborted)]))) {
        if (!(await isHeld(true))) lost.abort();
      }
      await working;
    }
    await pause(prolongMs, signal);
  }
  await leases.release().catch(() => undefined);
}
