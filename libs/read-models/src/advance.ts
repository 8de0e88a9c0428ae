import { beginning, type EventFilter, type Position, readCheckpoint } from '@tasuki/event-store';
import { type Logger, withClient } from '@tasuki/platform';
import { type Pool } from 'pg';
import { forgetChanges } from './change-log.postgres';
import { applyPage, CheckpointMoved, type EntryPage } from './apply-page';
import { type Parked } from './fold';
import { lockCreation, tableExists } from './projection-table.postgres';
import { type ReadModel } from './read-model';
import { remaining } from './readable';
import { beginAgain } from './targets.postgres';

/** One table of a read model on its way along the log. */
export interface Reader {
  readonly readModel: ReadModel;
  readonly table: string;
  readonly filter: EventFilter;
  readonly position: Position;
  /**
   * Applies what it lacks of a page. Where somebody else has moved its checkpoint meanwhile, it
   * goes on from there.
   */
  advance(page: EntryPage): Promise<void>;
  /** Its checkpoint was moved up to here together with others'. */
  arrive(at: Position, parked: readonly Parked[]): void;
}

/** Opens the table, making it if there is none, at its checkpoint. */
export async function openReader(
  pool: Pool,
  logger: Logger,
  readModel: ReadModel,
  table: string,
): Promise<Reader> {
  if (!(await tableExists(pool, table)) && (await makeTable(pool, readModel, table)) === 'lost') {
    throw new Error(`the table ${table} was gone; it is built again from the log`);
  }
  let position = await readCheckpoint(pool, table);

  function arrive(at: Position, parked: readonly Parked[]): void {
    position = at;
    for (const { event, reason } of parked) {
      const { stream, version, id: eventId } = event;
      logger.error({ readModel: table, stream, version, eventId, reason }, 'a stream was parked');
    }
  }

  return {
    readModel,
    table,
    filter: readModel.filter,
    get position() {
      return position;
    },
    arrive,
    async advance(page) {
      while (position < page.position) {
        try {
          const rest = remaining(page, position, readModel.filter);
          arrive(page.position, await applyPage(pool, readModel, table, position, rest));
        } catch (error) {
          if (!(error instanceof CheckpointMoved)) throw error;
          const moved = await readCheckpoint(pool, table);
          if (moved < position) throw new Error(`${table} was set back to ${moved}`);
          position = moved;
        }
      }
    },
  };
}

/**
 * Several processes may come here at once. Whether something had been applied to a table that is
 * gone is judged before anybody can apply to the new one.
 */
async function makeTable(
  pool: Pool,
  readModel: ReadModel,
  table: string,
): Promise<'made' | 'there' | 'lost'> {
  return withClient(pool, async (client) => {
    await client.query('begin');
    await lockCreation(client);
    if (await tableExists(client, table)) {
      await client.query('rollback');
      return 'there';
    }
    await readModel.create(client, table);
    const isLost = (await readCheckpoint(client, table)) > beginning;
    if (isLost) {
      await beginAgain(client, table);
      await forgetChanges(client, table);
    }
    await client.query('commit');
    return isLost ? 'lost' : 'made';
  });
}
