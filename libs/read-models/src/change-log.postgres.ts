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

/**
 * Forgets changes that are older; whoever comes back with one of them must begin again. The last one
 * of a table stays: whoever has it goes on, however long nothing happened.
 */
export async function pruneChanges(pool: Pool, olderThanMs: number): Promise<void> {
  await pool.query(
    `with gone as (
       delete from read_model_changes c
       where at < now() - $1 * interval '1 ms'
         and seq < (select max(seq) from read_model_changes where target = c.target)
       returning target, seq
     )
     insert into read_model_change_floors (target, seq)
     select target, max(seq) from gone group by target
     on conflict (target) do update
       set seq = greatest(read_model_change_floors.seq, excluded.seq)`,
    [olderThanMs],
  );
}

/**
 * One change of a table. Its number comes again in a database that was restored from a backup; the
 * moment does not.
 */
export interface ChangeMark {
  readonly seq: number;
  /** When it was noted, in microseconds of Unix time; `0` of one that is no more than a number. */
  readonly at: string;
}

const moment = '(extract(epoch from at) * 1000000)::bigint::text';

/** The last change of a table that is known; where none is, as far as was forgotten. */
export async function lastChange(pool: Pool, target: string): Promise<ChangeMark> {
  const { rows } = await pool.query<ChangeMark>({
    name: 'last-change',
    text: `
      (select seq::float8 as seq, ${moment} as at from read_model_changes
       where target = $1 order by read_model_changes.seq desc limit 1)
      union all
      select seq::float8, '0' from read_model_change_floors where target = $1
      order by seq desc limit 1`,
    values: [target],
  });
  return rows[0] ?? { seq: 0, at: '0' };
}

/** `unknown`: it is of another table, or of a time that a restored backup does not know. */
export type ChangeStanding = 'known' | 'forgotten' | 'unknown';

/** Whether what comes after this change can be told. */
export async function changeStanding(
  pool: Pool,
  target: string,
  { seq, at }: ChangeMark,
): Promise<ChangeStanding> {
  const { rows } = await pool.query<{ floor: number; noted: string | null }>({
    name: 'change-standing',
    text: `
      select
        coalesce((select seq from read_model_change_floors where target = $1), 0)::float8 as floor,
        (select ${moment} from read_model_changes where target = $1 and seq = $2) as noted`,
    values: [target, seq],
  });
  const { floor, noted } = rows[0]!;
  if (noted !== null) return noted === at ? 'known' : 'unknown';
  if (seq === floor && at === '0') return 'known';
  return seq <= floor ? 'forgotten' : 'unknown';
}

export interface Changes {
  /** Each once. */
  readonly keys: readonly string[];
  readonly last: ChangeMark;
}

/** What has changed since; `undefined` where some of it was forgotten, or it is not known here. */
export async function changesSince(
  pool: Pool,
  target: string,
  after: ChangeMark,
  limit = 1_000,
): Promise<Changes | undefined> {
  const { rows } = await pool.query<{
    floor: number;
    seq: number | null;
    at: string | null;
    keys: readonly string[] | null;
  }>({
    name: 'changes-since',
    text: `
      with page as (
        select seq, key, at from read_model_changes
        where target = $1 and seq > $2 order by seq limit $3
      )
      select
        coalesce((select seq from read_model_change_floors where target = $1), 0)::float8 as floor,
        (select max(seq) from page)::float8 as seq,
        (select ${moment} from page order by seq desc limit 1) as at,
        (select array_agg(distinct key) from page) as keys`,
    values: [target, after.seq, limit],
  });
  const { floor, seq, at, keys } = rows[0]!;
  if (after.seq < floor) return undefined;
  return { keys: keys ?? [], last: seq === null || at === null ? after : { seq, at } };
}
