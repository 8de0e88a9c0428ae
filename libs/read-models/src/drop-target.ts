import { withClient } from '@tasuki/platform';
import { type Pool } from 'pg';
import { type ReadModel } from './read-model';

/** The table is in use, or there is none; nothing was dropped. */
export class NotDropped extends Error {
  override readonly name = 'NotDropped';
}

/**
 * Drops the table of a version that nobody keeps any more, with all that is known of it.
 * @throws NotDropped
 */
export async function dropTarget(
  pool: Pool,
  readModels: readonly ReadModel[],
  target: string,
): Promise<void> {
  if (readModels.some(({ table }) => table === target)) {
    throw new NotDropped(`${target} is the one that this release keeps`);
  }
  await withClient(pool, async (client) => {
    await client.query('begin');
    const { rows } = await client.query<{ held: boolean }>(
      `select exists (select from leases where name = target and until > now()) as held
       from read_model_targets where target = $1 for update`,
      [target],
    );
    if (rows.length === 0) throw new NotDropped(`there is no read model table ${target}`);
    if (rows[0]!.held) throw new NotDropped(`${target} is kept by a running projector`);
    await client.query(`drop table if exists ${client.escapeIdentifier(target)}`);
    for (const [table, column] of [
      ['checkpoints', 'reader'],
      ['parked_streams', 'target'],
      ['read_model_changes', 'target'],
      ['read_model_change_floors', 'target'],
      ['read_model_targets', 'target'],
    ]) {
      await client.query(`delete from ${table} where ${column} = $1`, [target]);
    }
    await client.query('commit');
  });
}
