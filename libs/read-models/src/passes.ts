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

/** Keeps these tables up with the log until the signal fires: one reading of the log for all. */
export async function followLog(
  options: PassOptions,
  tasks: readonly Task[],
  signal: AbortSignal,
  onPage: () => void,
): Promise<void> {
  const { log, registry, batchSize } = options;
  const readers = await openReaders(options, tasks);
  const filter = eitherOf(readers.map((reader) => reader.filter));
  const pages = log.subscribe(earliest(readers), filter, {
    signal,
    ...(batchSize && { batchSize }),
  });
  onPage();
  for await (const page of pages) {
    await advanceAll(options.pool, readers, readPage(page, registry));
    onPage();
  }
}

/** Together if they stand at one point; else, or if that fails, each by itself. */
async function advanceAll(pool: Pool, readers: readonly Reader[], page: EntryPage): Promise<void> {
  if (new Set(readers.map(({ position }) => position)).size === 1 && readers.length > 1) {
    try {
      await applyTogether(pool, readers, page);
      return;
    } catch (error) {
      if (isUnavailable(error)) throw error;
    }
  }
  await Promise.all(readers.map((reader) => reader.advance(page)));
}

const blockedPauseMs = 1_000;

/**
 * Builds these tables from where they are up to the head of the log, and lets each take over. One
 * that may not (see `takeOver`) is kept up with the log until an operator has decided.
 */
export async function buildTables(
  options: PassOptions,
  tasks: readonly Task[],
  signal: AbortSignal,
  onTakeover: () => void,
): Promise<void> {
  let building = await openReaders(options, tasks);
  while (building.length > 0 && !signal.aborted) {
    await readUpTo(options, building, signal);
    if (signal.aborted) return;
    const left: Reader[] = [];
    for (const reader of building) {
      const catchUp = (until: Position) => readUpTo(options, [reader], signal, until);
      const outcome = await takeOver(options.pool, reader.readModel, reader.table, catchUp);
      if (outcome === 'blocked') left.push(reader);
      else options.logger.info({ readModel: reader.table }, 'a read model was built');
    }
    if (left.length < building.length) onTakeover();
    building = left;
    if (building.length > 0) await pause(blockedPauseMs, signal);
  }
}

async function readUpTo(
  { log, registry, batchSize }: PassOptions,
  readers: readonly Reader[],
  signal: AbortSignal,
  until?: Position,
): Promise<void> {
  if (until !== undefined && earliest(readers) >= until) return;
  const filter = eitherOf(readers.map((reader) => reader.filter));
  const options = { signal, ...(batchSize && { batchSize }) };
  for await (const page of log.readAll(earliest(readers), filter, options)) {
    const readable = readPage(page, registry);
    await Promise.all(readers.map((reader) => reader.advance(readable)));
    if (until !== undefined && page.position >= until) return;
  }
}

function openReaders(
  { pool, logger }: PassOptions,
  tasks: readonly Task[],
): Promise<readonly Reader[]> {
  return Promise.all(
    tasks.map(({ readModel, table }) => openReader(pool, logger, readModel, table)),
  );
}

function earliest(readers: readonly Reader[]): Position {
  return readers.map(({ position }) => position).sort()[0]!;
}
