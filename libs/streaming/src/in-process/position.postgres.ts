import { type Pool } from 'pg';

/** Under which the checkpoint of a group is kept that consumes from the log. */
export const readerOf = (group: string) => `stream:${group}`;

/** A group that consumes from elsewhere has no place in the log any more. */
export async function forgetPosition(pool: Pool, group: string): Promise<void> {
  await pool.query('delete from checkpoints where reader = $1', [readerOf(group)]);
}
