import { type SqlMigrations } from '@tasuki/platform';
import { type Pool, type PoolClient } from 'pg';
import { beginning, type Position } from '../event-store';

export const checkpointMigrations: SqlMigrations = {
  '0003-checkpoints': `
    create table checkpoints (
      reader   text not null primary key collate "C",
      position text not null collate "C"
    );
  `,
};

/** How far a reader of the log has come; the beginning when it never moved. */
export async function readCheckpoint(db: Pool | PoolClient, reader: string): Promise<Position> {
  const { rows } = await db.query<{ position: string }>(
    'select position from checkpoints where reader = $1',
    [reader],
  );
  return rows[0]?.position ?? beginning;
}

/**
 * Moves several checkpoints that stand at one position, in the caller's transaction.
 * @returns false when one of them stands elsewhere; then nothing may be written
 */
export async function moveCheckpoints(
  client: PoolClient,
  readers: readonly string[],
  from: Position,
  to: Position,
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'move-checkpoints',
    text: 'update checkpoints set position = $3 where reader = any($1::text[]) and position = $2',
    values: [readers, from, to],
  });
  return rowCount === readers.length;
}

/**
 * Moves a checkpoint, in the caller's transaction if it is given a client: together with what was
 * handled, or not at all.
 * @returns false when another process has moved it meanwhile; then nothing may be written
 */
export async function moveCheckpoint(
  db: Pool | PoolClient,
  reader: string,
  from: Position,
  to: Position,
): Promise<boolean> {
  const { rowCount } = await db.query(
    from === beginning
      ? {
          name: 'first-checkpoint',
          text: `insert into checkpoints (reader, position) values ($1, $3)
                 on conflict (reader) do update set position = excluded.position
                 where checkpoints.position = $2`,
          values: [reader, from, to],
        }
      : {
          name: 'move-checkpoint',
          text: 'update checkpoints set position = $3 where reader = $1 and position = $2',
          values: [reader, from, to],
        },
  );
  return rowCount === 1;
}
