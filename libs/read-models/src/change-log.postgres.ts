import { type SqlMigrations } from '@tasuki/platform';
import { type Pool, type PoolClient } from 'pg';

/**
 * Which rows of a live read model have changed, in the order in which the changes were committed:
 * who writes to a table holds the lock of its checkpoint. Apart from the rows, which are functions
 * of events alone.
 */
export const changeLogMigrations: SqlMigrations = {
  '0009-change-log': `
    create table read_model_changes (
      target   text        not null collate "C",
      seq      bigint      not null generated always as identity,
      /** The checkpoint at which the change was applied. */
      position text        not null collate "C",
      key      text        not null collate "C",
      at       timestamptz not null default now(),
      primary key (target, seq)
    );
    create index read_model_changes_by_age on read_model_changes (at);

    /** Up to here changes of a table were forgotten. */
    create table read_model_change_floors (
      target text   not null primary key collate "C",
      seq    bigint not null
    );
  `,
};

/** Notes that these rows have changed, if queries see the table; in the transaction that changes them. */
export async function logChanges(
  client: PoolClient,
  target: string,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return;
  await client.query({
    name: 'log-changes',
    text: `
      insert into read_model_changes (target, position, key)
      select $1, position, unnest($2::text[]) from checkpoints
      where reader = $1
        and exists (select from read_model_targets where target = $1 and state = 'live')`,
    values: [target, keys],
  });
}

/** A table takes another's place, or is begun again: what was noted of it means nothing any more. */
export async function forgetChanges(client: PoolClient, target: string): Promise<void> {
  await client.query('delete from read_model_changes where target = $1', [target]);
  await client.query(
    `insert into read_model_change_floors (target, seq)
     values ($1, nextval(pg_get_serial_sequence('read_model_changes', 'seq')))
     on conflict (target) do update set seq = excluded.seq`,
    [target],
  );
}

/** Forgets changes that are older; whoever comes back with one of them must begin again. */
export async function pruneChanges(pool: Pool, olderThanMs: number): Promise<void> {
  await pool.query(
    `with gone as (
       delete from read_model_changes where at < now() - $1 * interval '1 ms'
       returning target, seq
     )
     insert into read_model_change_floors (target, seq)
     select target, max(seq) from gone group by target
     on conflict (target) do update
       set seq = greatest(read_model_change_floors.seq, excluded.seq)`,
    [olderThanMs],
  );
}

/** The last change of a table that is known; where none is, as far as was forgotten. */
export async function lastChange(pool: Pool, target: string): Promise<number> {
  const { rows } = await pool.query<{ last: number }>({
    name: 'last-change',
    text: `
      select greatest(
        coalesce((select max(seq) from read_model_changes where target = $1), 0),
        coalesce((select seq from read_model_change_floors where target = $1), 0)
      )::float8 as last`,
    values: [target],
  });
  return rows[0]!.last;
}

export interface Changes {
  /** Each once. */
  readonly keys: readonly string[];
  readonly last: number;
}

/** What has changed since; `undefined` where some of it was forgotten, or it is not known here. */
export async function changesSince(
  pool: Pool,
  target: string,
  after: number,
  limit = 1_000,
): Promise<Changes | undefined> {
  const { rows } = await pool.query<{
    floor: number;
    last: number;
    keys: readonly string[] | null;
  }>({
    name: 'changes-since',
    text: `
      with page as (
        select seq, key from read_model_changes
        where target = $1 and seq > $2 order by seq limit $3
      )
      select
        coalesce((select seq from read_model_change_floors where target = $1), 0)::float8 as floor,
        (select max(seq) from page)::float8 as last,
        (select array_agg(distinct key) from page) as keys`,
    values: [target, after, limit],
  });
  const { floor, last, keys } = rows[0]!;
  if (after < floor) return undefined;
  return { keys: keys ?? [], last: last ?? after };
}
