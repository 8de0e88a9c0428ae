import {
  type EventRegistry,
  type EventStore,
  isUnavailable,
  type Position,
} from '@tasuki/event-store';
import { type Logger, pause } from '@tasuki/platform';
import { type Pool } from 'pg';
import { openReader, type Reader } from './advance';
import { type EntryPage } from './apply-page';
import { applyTogether } from './apply-together';
import { type ReadModel } from './read-model';
import { eitherOf, readPage } from './readable';
import { takeOver } from './takeover';

export interface PassOptions {
  readonly pool: Pool;
  /** As stored, not checked by the registry: what cannot be read is parked, and stops nothing. */
  readonly log: EventStore;
  readonly registry: EventRegistry;
  readonly logger: Logger;
  /** Events looked at in one transaction; 1,000 when left out. */
  readonly batchSize?: number;
}

export interface Task {
  readonly readModel: ReadModel;
  readonly table: string;
}

/** What one table runs into is its own affair: the others go on without it. */
export type SetApart = (task: Task, error: unknown) => void;

/** Keeps these tables up with the log until the signal fires: one reading of the log for all. */
export async function followLog(
  options: PassOptions,
  tasks: readonly Task[],
  signal: AbortSignal,
  onPage: () => void,
  setApart: SetApart = fail,
): Promise<void> {
  const { log, registry, batchSize } = options;
  let readers = await openReaders(options, tasks, setApart);
  if (readers.length === 0) return;
  const filter = eitherOf(readers.map((reader) => reader.filter));
  const pages = log.subscribe(earliest(readers), filter, {
    signal,
    ...(batchSize && { batchSize }),
  });
  onPage();
  for await (const page of pages) {
    readers = await advanceAll(options.pool, readers, readPage(page, registry), setApart);
    if (readers.length === 0) return;
    onPage();
  }
}

function fail(_: Task, error: unknown): never {
  throw error;
}

/** Together if they stand at one point; else, or if that fails, each by itself. */
async function advanceAll(
  pool: Pool,
  readers: readonly Reader[],
  page: EntryPage,
  setApart: SetApart,
): Promise<readonly Reader[]> {
  if (new Set(readers.map(({ position }) => position)).size === 1 && readers.length > 1) {
    try {
      await applyTogether(pool, readers, page);
      return readers;
    } catch (error) {
      if (isUnavailable(error)) throw error;
    }
  }
  return advanceEach(readers, page, setApart);
}

/** @returns those that go on */
async function advanceEach(
  readers: readonly Reader[],
  page: EntryPage,
  setApart: SetApart,
): Promise<readonly Reader[]> {
  const outcomes = await Promise.allSettled(readers.map((reader) => reader.advance(page)));
  return readers.filter((reader, index) => {
    const outcome = outcomes[index]!;
    if (outcome.status === 'fulfilled') return true;
    if (isUnavailable(outcome.reason)) throw outcome.reason;
    setApart(reader, outcome.reason);
    return false;
  });
}

const waitPauseMs = 1_000;

/**
 * Builds these tables from where they are up to the head of the log, and lets each take over. One
 * that may not (see `takeOver`) is kept up with the log until it may.
 */
export async function buildTables(
  options: PassOptions,
  tasks: readonly Task[],
  signal: AbortSignal,
  onTakeover: () => void,
  setApart: SetApart = fail,
): Promise<void> {
  const { pool, logger } = options;
  let building = await openReaders(options, tasks, setApart);
  while (building.length > 0 && !signal.aborted) {
    building = await readUpTo(options, building, signal, setApart);
    if (signal.aborted) return;
    const left: Reader[] = [];
    for (const reader of building) {
      const catchUp = async (until: Position) =>
        void (await readUpTo(options, [reader], signal, fail, until));
      const outcome = await takeOver(pool, reader.readModel, reader.table, catchUp);
      if (outcome === 'done') logger.info({ readModel: reader.table }, 'a read model was built');
      else left.push(reader);
      if (outcome === 'in_use') {
        logger.warn({ readModel: reader.table }, 'somebody holds the present table; it waits');
      }
    }
    if (left.length < building.length) onTakeover();
    building = left;
    if (building.length > 0) await pause(waitPauseMs, signal);
  }
}

/** @returns those that go on */
async function readUpTo(
  { log, registry, batchSize }: PassOptions,
  readers: readonly Reader[],
  signal: AbortSignal,
  setApart: SetApart,
  until?: Position,
): Promise<readonly Reader[]> {
  if (readers.length === 0 || (until !== undefined && earliest(readers) >= until)) return readers;
  let left = readers;
  const filter = eitherOf(readers.map((reader) => reader.filter));
  const options = { signal, ...(batchSize && { batchSize }) };
  for await (const page of log.readAll(earliest(readers), filter, options)) {
    left = await advanceEach(left, readPage(page, registry), setApart);
    if (left.length === 0 || (until !== undefined && page.position >= until)) break;
  }
  return left;
}

async function openReaders(
  { pool, logger }: PassOptions,
  tasks: readonly Task[],
  setApart: SetApart,
): Promise<readonly Reader[]> {
  const opened = await Promise.allSettled(
    tasks.map(({ readModel, table }) => openReader(pool, logger, readModel, table)),
  );
  return opened.flatMap((outcome, index) => {
    if (outcome.status === 'fulfilled') return outcome.value;
    if (isUnavailable(outcome.reason)) throw outcome.reason;
    setApart(tasks[index]!, outcome.reason);
    return [];
  });
}

function earliest(readers: readonly Reader[]): Position {
  return readers.map(({ position }) => position).sort()[0]!;
}
