import { type EventRegistry, type EventStore } from '@tasuki/event-store';
import { withClient } from '@tasuki/platform';
import { type Pool, type PoolClient } from 'pg';
import { applyEntries } from './apply-entries';
import { exceptions, listParked, park, type ParkedStream } from './parking.postgres';
import { type ReadModel } from './read-model';
import { readEntry } from './readable';
import { type Answered, askReaderToRetry, discardForReader, isReader } from './reader-requests';

export interface RetryOptions {
  readonly pool: Pool;
  /** As stored, not checked by the registry. */
  readonly log: EventStore;
  readonly registry: EventRegistry;
  readonly readModels: readonly ReadModel[];
}

/** What came of it: still parked, at this event; `undefined` when the stream is whole again. */
export interface Retried {
  readonly applied: number;
  readonly parked: ParkedStream | undefined;
}

/** There is no such stream, or this code does not keep that read model. */
export class NotParked extends Error {
  override readonly name = 'NotParked';
  constructor(target: string, stream: string) {
    super(`${stream} is not parked in ${target}`);
  }
}

export interface Parking {
  /** Tries the parked events of a stream again, up to where its read model is. @throws NotParked */
  retry(target: string, stream: string): Promise<Retried>;
  /**
   * Leaves out the event that could not be applied, for ever and in every rebuild, and tries what
   * follows. @throws NotParked
   */
  discard(target: string, stream: string, reason: string, by: string): Promise<Retried>;
}

export function parking({ pool, log, registry, readModels }: RetryOptions): Parking {
  let last: Promise<unknown> = Promise.resolve();

  async function tryAgain(client: PoolClient, stuck: ParkedStream): Promise<Retried> {
    const { target, stream, version } = stuck;
    const readModel = modelOf(stuck);
    const { rows } = await client.query<{ position: string }>(
      'select position from checkpoints where reader = $1',
      [target],
    );
    const { position } = rows[0]!;
    const events = (await log.readStream(stream, version)).filter((e) => e.position <= position);
    await client.query('delete from parked_streams where target = $1 and stream = $2', [
      target,
      stream,
    ]);
    const entries = events.map((event) => readEntry(event, registry));
    const known = await exceptions(client, target, readModel.name, [stream]);
    const parkedAnew = await applyEntries(client, readModel, target, entries, known, true);
    await park(client, target, parkedAnew, stuck.tries + 1);
    const end = parkedAnew[0]?.event.version ?? version + events.length;
    const [parked] = await listParked(client, { target, stream });
    return { applied: end - version, parked };
  }

  function modelOf({ target, stream }: ParkedStream): ReadModel {
    const found = readModels.find(
      ({ table }) => target === table || target.startsWith(`${table}_`),
    );
    if (found === undefined) throw new NotParked(target, stream);
    return found;
  }

  /** While the checkpoint is locked the read model stands still: what is due is exactly known. */
  async function locked<T>(
    target: string,
    stream: string,
    work: (client: PoolClient, stuck: ParkedStream) => Promise<T>,
  ): Promise<T> {
    return alone(() =>
      withClient(pool, async (client) => {
        await client.query('begin');
        await lockCheckpoint(client, target);
        const [stuck] = await listParked(client, { target, stream });
        if (stuck === undefined) throw new NotParked(target, stream);
        const result = await work(client, stuck);
        await client.query('commit');
        return result;
      }),
    );
  }

  /** One after the other: each holds a connection while it reads the log through another one. */
  async function alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  }

  return {
    retry: async (target, stream) =>
      isReader(target)
        ? answered(target, stream, await askReaderToRetry(pool, target, stream))
        : locked(target, stream, tryAgain),
    async discard(target, stream, reason, by) {
      if (isReader(target)) {
        const answer = await discardForReader(pool, target, stream, reason, by);
        return answered(target, stream, answer);
      }
      return locked(target, stream, async (client, stuck) => {
        await client.query(
          `insert into discarded_events
             (projection, stream, version, event_id, reason, discarded_by)
           values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
          [modelOf(stuck).name, stream, stuck.version, stuck.eventId, reason, by],
        );
        const { applied, parked } = await tryAgain(client, stuck);
        return { applied: Math.max(applied - 1, 0), parked };
      });
    },
  };
}

function answered(target: string, stream: string, answer: Answered | undefined): Retried {
  if (answer === undefined) throw new NotParked(target, stream);
  return { applied: 0, ...answer };
}

/** Whoever waited behind a takeover finds the row gone, and another one in its place. */
async function lockCheckpoint(client: PoolClient, target: string): Promise<void> {
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const { rowCount } = await client.query(
      'select from checkpoints where reader = $1 for update',
      [target],
    );
    if (rowCount === 1) return;
  }
}
