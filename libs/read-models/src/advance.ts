import { beginning, type EventFilter, type Position, readCheckpoint } from '@tasuki/event-store';
import { type Logger } from '@tasuki/platform';
import { type Pool } from 'pg';
import { applyPage, CheckpointMoved, type EntryPage } from './apply-page';
import { type Parked } from './fold';
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
  const isNew = await readModel.prepare(pool, table);
  let position = await readCheckpoint(pool, table);
  if (isNew && position > beginning) {
    await beginAgain(pool, table);
    throw new Error(`the table ${table} was gone; it is built again from the log`);
  }

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
