import { type Position } from '@tasuki/event-store';
import { type SqlMigrations } from '@tasuki/platform';
import { type Pool, type PoolClient } from 'pg';
import { type ReadModel } from './read-model';

/**
 * Every table that a read model is, or is being, kept in. `building` until it has caught up with
 * the log; queries see only what is `live`.
 */
export const targetMigrations: SqlMigrations = {
  '0006-read-models': `
    create table read_model_targets (
      target       text        not null primary key collate "C",
      projection   text        not null collate "C",
      version      integer     not null,
      state        text        not null check (state in ('building', 'live')),
      /** Events looked at since the building began. */
      looked_at    bigint      not null default 0,
      /** Takes over although it parked what its predecessor had not. */
      accepts      boolean     not null default false,
      /** Why it does not take over by itself; an operator decides. */
      blocked      text,
      started_at   timestamptz not null default now(),
      live_at      timestamptz
    );
  `,
};

export interface Target {
  readonly target: string;
  readonly projection: string;
  readonly version: number;
  readonly state: 'building' | 'live';
  readonly lookedAt: number;
  readonly blocked: string | null;
  readonly startedAt: string;
  /** How far it has come; `null` when nothing was looked at. */
  readonly position: Position | null;
}

/** A second table of the same version, to take the first one's place. */
export function rebuildOf({ table }: Pick<ReadModel, 'table'>): string {
  return `${table}_rebuild`;
}

export async function listTargets(db: Pool | PoolClient): Promise<readonly Target[]> {
  const { rows } = await db.query<Target>(
    `select target, projection, version, state, looked_at::float8 as "lookedAt", blocked,
       to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "startedAt",
       position
     from read_model_targets left join checkpoints on reader = target order by target`,
  );
  return rows;
}

/** Makes known what this code keeps; what is known stays as it is. */
export async function registerTargets(pool: Pool, readModels: readonly ReadModel[]): Promise<void> {
  await pool.query(
    `insert into read_model_targets (target, projection, version, state)
     select t.*, 'building' from unnest($1::text[], $2::text[], $3::int[]) t
     on conflict do nothing`,
    [
      readModels.map(({ table }) => table),
      readModels.map(({ name }) => name),
      readModels.map(({ version }) => version),
    ],
  );
}

/**
 * Asks whoever keeps the read models to build this one again, beside what is there. Asking again
 * while it is under way changes nothing, also where a new version is being built; with `accept` it
 * takes over whatever it parked.
 * @returns the table that is being built
 */
export async function requestRebuild(
  pool: Pool,
  readModel: ReadModel,
  { accept = false }: { readonly accept?: boolean } = {},
): Promise<string> {
  const { rows } = await pool.query<{ target: string }>(
    `with under_way as (
       update read_model_targets set accepts = accepts or $5, blocked = null
       where target = $1 and state = 'building' returning target
     ), asked as (
       insert into read_model_targets (target, projection, version, state, accepts)
       select $2, $3, $4, 'building', $5 where not exists (select from under_way)
       on conflict (target) do update
         set accepts = read_model_targets.accepts or excluded.accepts, blocked = null
       returning target
     )
     select target from under_way union all select target from asked`,
    [readModel.table, rebuildOf(readModel), readModel.name, readModel.version, accept],
  );
  return rows[0]!.target;
}

/** Gives up a rebuild that was asked for; the present table stays as it is. */
export async function cancelRebuild(pool: Pool, readModel: ReadModel): Promise<void> {
  const target = rebuildOf(readModel);
  await pool.query(
    `delete from read_model_targets where target = '${target}';
     drop table if exists ${target};
     delete from checkpoints where reader = '${target}';
     delete from parked_streams where target = '${target}'`,
  );
}

/** Its table is gone: what was applied to it must be applied again. */
export async function beginAgain(client: PoolClient, target: string): Promise<void> {
  await client.query(
    `with a as (delete from checkpoints where reader = $1),
       b as (delete from parked_streams where target = $1)
     update read_model_targets
     set state = 'building', looked_at = 0, started_at = now() where target = $1`,
    [target],
  );
}

export async function isLive(db: Pool | PoolClient, target: string): Promise<boolean> {
  const { rows } = await db.query(
    `select from read_model_targets where target = $1 and state = 'live'`,
    [target],
  );
  return rows.length > 0;
}
