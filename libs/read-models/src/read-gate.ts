import { type Position, readCheckpoint } from '@tasuki/event-store';
import { pause } from '@tasuki/platform';
import { type Pool } from 'pg';
import { listParked } from './parking.postgres';
import { isLive, listTargets } from './targets.postgres';

/** It is being built for the first time, or anew by a newer version: nothing is shown meanwhile. */
export class ReadModelRebuilding extends Error {
  override readonly name = 'ReadModelRebuilding';
  constructor() {
    super('this read model is being built; ask again in a while');
  }
}

/** The read model has not come to the point in the log that was asked for. */
export class ReadModelBehind extends Error {
  override readonly name = 'ReadModelBehind';
  constructor() {
    super('the read model has not come that far yet; ask again');
  }
}

/** This lead cannot be shown: an event of it could not be applied. */
export class LeadParked extends Error {
  override readonly name = 'LeadParked';
  constructor(readonly leadId: string) {
    super('an event of this lead could not be applied; an operator must retry or discard it');
  }
}

/** This lead cannot be shown: all that the log has of it was left out of the read model. */
export class LeadDiscarded extends Error {
  override readonly name = 'LeadDiscarded';
  constructor(readonly leadId: string) {
    super('what is known of this lead was discarded from this read model');
  }
}

export interface Demand {
  /** Not before the read model has applied the log up to here. */
  readonly after?: Position;
  /** How long to wait for that; not at all when left out. */
  readonly waitMs?: number;
}

/** Stands before every query: nobody is given silently old or half-built data. */
export interface ReadGate {
  /** @throws ReadModelRebuilding, ReadModelBehind */
  pass(table: string, demand: Demand): Promise<void>;
  /** @throws LeadParked when this stream is parked in the read model */
  assertNotParked(table: string, stream: string, leadId: string): Promise<void>;
  /** Of these tables, those that queries cannot be answered from yet. */
  notLive(tables: readonly string[]): Promise<readonly string[]>;
}

const lookEveryMs = 20;

export function readGate(pool: Pool): ReadGate {
  const live = new Set<string>();
  const looks = new Map<string, Promise<Position>>();

  /** However many wait for a read model, it is looked at once in a while. */
  function look(table: string): Promise<Position> {
    const present = looks.get(table);
    if (present !== undefined) return present;
    const looking = readCheckpoint(pool, table);
    looks.set(table, looking);
    setTimeout(() => looks.delete(table), lookEveryMs).unref();
    return looking;
  }

  async function assertLive(table: string): Promise<void> {
    if (live.has(table)) return;
    if (!(await isLive(pool, table))) throw new ReadModelRebuilding();
    live.add(table);
  }

  return {
    async pass(table, { after, waitMs = 0 }) {
      await assertLive(table);
      if (after === undefined) return;
      const deadline = performance.now() + waitMs;
      while ((await look(table)) < after) {
        if (performance.now() >= deadline) throw new ReadModelBehind();
        await pause(Math.max(Math.min(lookEveryMs, deadline - performance.now()), 0));
      }
    },
    async assertNotParked(table, stream, leadId) {
      const [parked] = await listParked(pool, { target: table, stream });
      if (parked !== undefined) throw new LeadParked(leadId);
    },
    async notLive(tables) {
      const targets = await listTargets(pool);
      const known = new Set(
        targets.flatMap(({ target, state }) => (state === 'live' ? [target] : [])),
      );
      return tables.filter((table) => !known.has(table));
    },
  };
}
