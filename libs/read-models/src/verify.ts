import { type EventRegistry, type EventStore, type Position } from '@tasuki/event-store';
import { withClient } from '@tasuki/platform';
import { type Pool } from 'pg';
import { isDeepStrictEqual } from 'node:util';
import { exceptions } from './parking.postgres';
import { type ReadModel } from './read-model';
import { readEntry } from './readable';

/** A row is not what the events of its stream make of it. */
export interface Difference {
  readonly target: string;
  readonly stream: string;
}

export interface VerifyOptions {
  readonly pool: Pool;
  /** As stored, not checked by the registry. */
  readonly log: EventStore;
  readonly registry: EventRegistry;
}

/**
 * Compares the rows of a read model with a fold of these streams, up to where the read model is at
 * one moment; what is parked is left out.
 */
export async function verifyStreams(
  { pool, log, registry }: VerifyOptions,
  readModel: ReadModel,
  streams: readonly string[],
): Promise<readonly Difference[]> {
  const { table, name } = readModel;
  return withClient(pool, async (client) => {
    await client.query('begin isolation level repeatable read read only');
    const { rows } = await client.query<{ position: Position }>(
      'select position from checkpoints where reader = $1',
      [table],
    );
    const position = rows[0]?.position ?? '';
    const { parked, isDiscarded } = await exceptions(client, table, name, streams);
    const differences: Difference[] = [];
    for (const stream of streams.filter((one) => !parked.has(one))) {
      const events = (await log.readStream(stream)).filter((e) => e.position <= position);
      const entries = events.map((event) => readEntry(event, registry));
      const folded = readModel.fold(entries, isDiscarded);
      const kept = await readModel.load(client, table, [...folded.keys()]);
      const isSame = [...folded].every(([key, row]) => isDeepStrictEqual(kept.get(key), row));
      if (!isSame) differences.push({ target: table, stream });
    }
    await client.query('commit');
    return differences;
  });
}
