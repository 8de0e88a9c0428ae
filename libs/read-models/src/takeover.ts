import { type Position } from '@tasuki/event-store';
import { codeOf, withClient } from '@tasuki/platform';
import { type Pool, type PoolClient } from 'pg';
import { forgetChanges } from './change-log.postgres';
import { type ReadModel } from './read-model';
import { type Target } from './targets.postgres';

/** `blocked`: an operator must decide. `in_use`, `behind`: nothing was changed; try again later. */
export type Takeover = 'done' | 'blocked' | 'in_use' | 'behind';

/**
 * Makes a table that has caught up the one that queries see: by itself only if it parked nothing
 * that its predecessor had not. All in one transaction: a reader sees the old table or the new one.
 * @param catchUp applies to the new table what the present one has got meanwhile
 */
export async function takeOver(
  pool: Pool,
  readModel: ReadModel,
  target: string,
  catchUp: (until: Position) => Promise<void>,
): Promise<Takeover> {
  const attempt = () =>
    withClient(pool, async (client) => {
      await client.query(`begin; set local lock_timeout = '${lockPatienceMs}ms'`);
      const outcome =
        target === readModel.table
          ? await goLive(client, readModel, target)
          : await replace(client, readModel, target, catchUp);
      await client.query(outcome === 'behind' ? 'rollback' : 'commit');
      return outcome;
    });
  return attempt().catch((error: unknown) => {
    if (codeOf(error) === lockNotAvailable) return 'in_use';
    throw error;
  });
}

/** Somebody may hold the present table for long (a dump, a report): readers must not queue behind us. */
const lockPatienceMs = 200;
const lockNotAvailable = '55P03';

/** A new version, or the first one: its table has its final name already. */
async function goLive(
  client: PoolClient,
  { name, version }: ReadModel,
  target: string,
): Promise<Takeover> {
  const { rows } = await client.query<Pick<Target, 'target'>>(
    `select target from read_model_targets
     where projection = $1 and version < $2 and state = 'live' order by version desc limit 1`,
    [name, version],
  );
  if (rows[0] && (await isBlocked(client, target, rows[0].target))) return 'blocked';
  await client.query(
    `update read_model_targets set state = 'live', blocked = null, live_at = now() where target = $1`,
    [target],
  );
  return 'done';
}

/** The same version built again: takes the name, the checkpoint and what is parked. */
async function replace(
  client: PoolClient,
  { table }: ReadModel,
  target: string,
  catchUp: (until: Position) => Promise<void>,
): Promise<Takeover> {
  const present = await lockCheckpoint(client, table);
  await catchUp(present);
  if ((await lockCheckpoint(client, target)) < present) return 'behind';
  if (await isBlocked(client, target, table)) return 'blocked';
  await client.query(`lock table ${table} in access exclusive mode`);
  await client.query(`drop table ${table}; alter table ${target} rename to ${table}`);
  await renameIndexes(client, table, target);
  await client.query('delete from checkpoints where reader = $1', [table]);
  await client.query('update checkpoints set reader = $1 where reader = $2', [table, target]);
  await client.query('delete from parked_streams where target = $1', [table]);
  await client.query('update parked_streams set target = $1 where target = $2', [table, target]);
  await forgetChanges(client, table);
  await client.query('delete from read_model_targets where target = $1', [target]);
  await client.query('update read_model_targets set live_at = now() where target = $1', [table]);
  return 'done';
}

async function isBlocked(
  client: PoolClient,
  target: string,
  predecessor: string,
): Promise<boolean> {
  const { rows } = await client.query<{ more: number }>(
    `select count(*)::int as more from parked_streams p
     where target = $1
       and not (select accepts from read_model_targets where target = $1)
       and not exists (select from parked_streams o where o.target = $2 and o.stream = p.stream)`,
    [target, predecessor],
  );
  const { more } = rows[0]!;
  if (more === 0) return false;
  await client.query('update read_model_targets set blocked = $2 where target = $1', [
    target,
    `it parked ${more} ${more === 1 ? 'stream' : 'streams'} that ${predecessor} has applied`,
  ]);
  return true;
}

/** While it is held nobody moves it. */
async function lockCheckpoint(client: PoolClient, reader: string): Promise<Position> {
  const { rows } = await client.query<{ position: Position }>(
    'select position from checkpoints where reader = $1 for update',
    [reader],
  );
  return rows[0]?.position ?? '';
}

async function renameIndexes(client: PoolClient, table: string, former: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    'select indexname as name from pg_indexes where tablename = $1 and schemaname = current_schema()',
    [table],
  );
  for (const { name } of rows.filter((index) => index.name.startsWith(former))) {
    await client.query(`alter index ${name} rename to ${name.replace(former, table)}`);
  }
}
