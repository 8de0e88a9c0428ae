import { beginning, isUnavailable, type Position, StoreUnavailable } from '@tasuki/event-store';
import { loadTurns, type PeopleBook, saveTurns, Turns } from '@tasuki/people';
import { type Leases, pause } from '@tasuki/platform';
import {
  readGate,
  tableOf,
  unassigned,
  waitingUnassigned,
  type WaitingUnassigned,
} from '@tasuki/read-models';
import { type Runtime } from '@tasuki/runtime';
import { assignLead } from './assign-lead';

export interface AssignerOptions {
  /** How often it looks for leads that were handed over; 250 ms when left out. */
  readonly tickMs?: number;
  /** How often it looks again at those that no rule took; 30,000 ms when left out. */
  readonly againMs?: number;
}

type Parts = Pick<Runtime, 'pool' | 'leads' | 'logger' | 'health' | 'peopleFile'> & {
  readonly leases: Leases;
};

/** What the one that assigns knows. */
interface Work {
  readonly turns: Turns;
  /** By which rules it goes; when they were changed it looks at all leads anew. */
  book?: PeopleBook;
  /** Up to where it has looked, and since when. */
  after: Position;
  begunAt: number;
}

const lease = 'assigner';
const [batch, inFlight] = [128, 32];
const [retryMs, prolongMs] = [1_000, 3_000];

/**
 * Assigns leads that were handed over by the rules of the file of people, until the signal fires. Of
 * several processes one does it, the others stand by; were two of them to think that it is theirs,
 * each lead would be assigned once all the same.
 */
export async function runAssigner(
  { pool, leads, logger, health, peopleFile, leases }: Parts,
  signal: AbortSignal,
  { tickMs = 250, againMs = 30_000 }: AssignerOptions = {},
): Promise<void> {
  const gate = readGate(pool);
  let failed = false;
  let ours: Work | undefined;
  let prolongedAt = -Infinity;
  health.add({
    name: 'assignment',
    check: () => (failed ? 'it cannot go on; the log of this process says why' : undefined),
  });

  async function hold(): Promise<Work | undefined> {
    if (performance.now() - prolongedAt > prolongMs) {
      const isHeld = (await leases.hold([lease])).has(lease);
      prolongedAt = performance.now();
      if (!isHeld) ours = undefined;
      else ours ??= { turns: new Turns(await loadTurns(pool)), after: beginning, begunAt: 0 };
    }
    return ours;
  }

  /** @returns whether there may be more */
  async function tick(): Promise<boolean> {
    const book = await peopleFile.read();
    if (book.rules.length === 0) return false;
    const state = await hold();
    if (state === undefined || (await gate.notLive([tableOf(unassigned)])).length > 0) return false;
    if (book !== state.book || performance.now() - state.begunAt > againMs) {
      state.book = book;
      state.after = beginning;
      state.begunAt = performance.now();
    }
    const waiting = await waitingUnassigned(pool, state.after, batch);
    try {
      await assignAll(waiting, book, state.turns);
    } finally {
      await saveTurns(pool, state.turns.takeChanges());
    }
    state.after = waiting.at(-1)?.changed ?? state.after;
    return waiting.length === batch;
  }

  async function assignAll(
    waiting: readonly WaitingUnassigned[],
    book: PeopleBook,
    turns: Turns,
  ): Promise<void> {
    const left = waiting[Symbol.iterator]();
    const worker = async () => {
      for (const lead of left) await assignLead(lead, book, turns, { leads, logger });
    };
    const count = Math.min(inFlight, waiting.length);
    const ended = await Promise.allSettled(Array.from({ length: count }, worker));
    const broken = ended.find((one) => one.status === 'rejected');
    if (broken !== undefined) throw broken.reason;
  }

  while (!signal.aborted) {
    try {
      const more = await tick();
      failed = false;
      if (!more) await pause(tickMs, signal);
    } catch (error) {
      failed = true;
      if (error instanceof StoreUnavailable || isUnavailable(error)) {
        logger.warn({ err: error }, 'the database is away; leads wait to be assigned');
      } else {
        logger.error({ err: error }, 'leads cannot be assigned; it is tried again');
      }
      await pause(retryMs, signal);
    }
  }
  await leases.release().catch((error: unknown) => {
    logger.warn({ err: error }, 'a lease could not be given up; it runs out by itself');
  });
}
