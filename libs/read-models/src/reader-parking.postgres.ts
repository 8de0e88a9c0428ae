import { beginning, moveCheckpoint, type Position, readCheckpoint } from '@tasuki/event-store';
import { withClient } from '@tasuki/platform';
import { type Pool, type PoolClient } from 'pg';
import { type LogEntry, type Parked, reasonOf } from './fold';
import { type Exceptions, exceptions, storable } from './parking.postgres';
import { type Reader } from './reader-requests';

/** Tries a stream between two positions of the log, and says where it is stuck. */
export type TryStream = (after: Position, upTo: Position) => Promise<Parked | undefined>;

/** Parking for a reader of the log that keeps no table but a checkpoint, such as the scorer. */
export interface ReaderParking {
  exceptions(streams: readonly string[]): Promise<Exceptions>;
  /** Whoever parks a stream first says why. @returns whether that was this call */
  park(parked: Parked): Promise<boolean>;
  /**
   * Moves the checkpoint past a page of which these streams were left alone. `unparked`: one of them
   * was healed meanwhile up to where the checkpoint is, so the page must be handled again;
   * `elsewhere`: another process has moved it. Then nothing was written.
   */
  advance(
    from: Position,
    to: Position,
    left: readonly string[],
  ): Promise<'moved' | 'unparked' | 'elsewhere'>;
  /** What is parked: all of it, or what somebody asked to try again. */
  waiting(which: 'all' | 'asked'): Promise<readonly string[]>;
  /** Tries a parked stream up to the checkpoint. @returns whether it is whole again */
  retry(stream: string, tryStream: TryStream): Promise<boolean>;
}

export function readerParking(pool: Pool, reader: Reader): ReaderParking {
  /** While it is locked no page is passed: what is due of a stream is exactly known. */
  async function lockCheckpoint(client: PoolClient): Promise<Position> {
    await client.query('insert into checkpoints values ($1, $2) on conflict do nothing', [
      reader,
      beginning,
    ]);
    const { rows } = await client.query<{ position: Position }>(
      'select position from checkpoints where reader = $1 for update',
      [reader],
    );
    return rows[0]!.position;
  }

  return {
    exceptions: (streams) => exceptions(pool, reader, reader, streams),
    async park({ event, reason }) {
      const { rowCount } = await pool.query(
        `insert into parked_streams (target, stream, version, event_id, event_type, position, reason)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
        [reader, ...fieldsOf(event), storable(reason)],
      );
      return rowCount === 1;
    },
    async advance(from, to, left) {
      if (left.length === 0) {
        return (await moveCheckpoint(pool, reader, from, to)) ? 'moved' : 'elsewhere';
      }
      return withClient(pool, async (client) => {
        await client.query('begin');
        const isMoved = await moveCheckpoint(client, reader, from, to);
        const { parked } = await exceptions(client, reader, reader, left);
        const isParked = left.every((stream) => parked.has(stream));
        await client.query(isMoved && isParked ? 'commit' : 'rollback');
        if (!isMoved) return 'elsewhere';
        return isParked ? 'moved' : 'unparked';
      });
    },
    async waiting(which) {
      const { rows } = await pool.query<{ stream: string }>(
        `select stream from parked_streams where target = $1 and (retry_asked or $2)
         order by position`,
        [reader, which === 'all'],
      );
      return rows.map(({ stream }) => stream);
    },
    async retry(stream, tryStream) {
      // The most of it without the lock, for which other leads wait.
      const before = await readCheckpoint(pool, reader);
      const stuckBefore = await tryStream(beginning, before);
      return withClient(pool, async (client) => {
        await client.query('begin');
        const position = await lockCheckpoint(client);
        const key = [reader, stream];
        await client.query(
          'select from parked_streams where target = $1 and stream = $2 for update',
          key,
        );
        const stuck = stuckBefore ?? (await tryStream(before, position));
        if (stuck === undefined) {
          await client.query('delete from parked_streams where target = $1 and stream = $2', key);
        } else {
          await client.query(
            `update parked_streams
             set version = $3, event_id = $4, event_type = $5, position = $6, reason = $7,
               tries = tries + 1, retry_asked = false
             where target = $1 and stream = $2`,
            [reader, ...fieldsOf(stuck.event), storable(stuck.reason)],
          );
        }
        await client.query('commit');
        return stuck === undefined;
      });
    },
  };
}

/** A reader is stuck at this event for this error. */
export function stuckAt(event: LogEntry['event'], error: unknown): Parked {
  return { event, reason: reasonOf(error) };
}

function fieldsOf({ stream, version, id, type, position }: Parked['event']) {
  return [stream, version, id, type, position];
}
