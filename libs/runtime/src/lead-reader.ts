import {
  type EventFilter,
  type Position,
  readCheckpoint,
  type RecordedEvent,
} from '@tasuki/event-store';
import { leadStreams } from '@tasuki/lead';
import { pause } from '@tasuki/platform';
import { type Parked, type Reader, readerParking, type ReaderParking } from '@tasuki/read-models';
import { type Runtime } from './runtime';

/** Does something about the events of leads, and keeps no table but its checkpoint. */
export interface LeadReader {
  readonly name: Reader;
  /** The types that it is about; all when left out. */
  readonly types?: EventFilter['types'];
  /**
   * Handles a page; may be asked to handle it again, after a crash for example.
   * @returns the streams that are parked: of those the page's events were left alone
   */
  handlePage(events: readonly RecordedEvent[], parking: ReaderParking): Promise<readonly string[]>;
  /**
   * Handles what lies of one stream in a stretch of the log, again.
   * @returns the event at which it is stuck, if it is
   */
  handleStream(
    stream: string,
    isWanted: (event: RecordedEvent) => boolean,
    parking: ReaderParking,
  ): Promise<Parked | undefined>;
}

type Parts = Pick<Runtime, 'log' | 'pool' | 'logger' | 'health'>;

const [retryMs, lookEveryMs] = [1_000, 1_000];
/** A page takes far less; whoever waits for so long waits for somebody who does not answer. */
const stuckAfterMs = 10_000;

/**
 * Runs a reader from its checkpoint on; to be called once in a process. The checkpoint moves after a
 * page was handled.
 * @returns what runs it until the signal fires; it can be run again
 */
export function leadReader(
  { log, pool, logger, health }: Parts,
  reader: LeadReader,
): (signal: AbortSignal) => Promise<void> {
  const { name, types } = reader;
  const parking = readerParking(pool, name);
  const filter = { streamPrefix: leadStreams, ...(types && { types }) };
  let failed = false;
  let pageBegan: number | undefined;
  health.add({
    name,
    check() {
      if (failed) return 'it cannot go on; the log of this process says why';
      const busyMs = performance.now() - (pageBegan ?? Infinity);
      if (busyMs < stuckAfterMs) return undefined;
      return `it has been at the same events for ${Math.floor(busyMs / 1000)} s`;
    },
  });

  async function follow(signal: AbortSignal): Promise<void> {
    let position = await readCheckpoint(pool, name);
    // Where nothing is left to do there is no page to come that would show that all is well again.
    if (position >= (await log.head())) failed = false;
    for await (const page of log.subscribe(position, filter, { batchSize: 1_000, signal })) {
      if (!(await pass(page.events, position, page.position))) return;
      position = page.position;
      failed = false;
    }
  }

  /** @returns false when another process has moved the checkpoint */
  async function pass(
    events: readonly RecordedEvent[],
    from: Position,
    to: Position,
  ): Promise<boolean> {
    pageBegan = performance.now();
    try {
      for (;;) {
        const left = await reader.handlePage(events, parking);
        const moved = await parking.advance(from, to, left);
        if (moved !== 'unparked') return moved === 'moved';
      }
    } finally {
      pageBegan = undefined;
    }
  }

  async function followForEver(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await follow(signal);
      } catch (error) {
        failed = true;
        logger.error({ err: error, reader: name }, 'a reader could not go on; it tries again');
        await pause(retryMs, signal);
      }
    }
  }

  /**
   * Tries every parked lead again at the start, since a new release may be what it waited for; and
   * from then on those of which somebody asks for it.
   */
  async function retryParked(signal: AbortSignal): Promise<void> {
    let which: 'all' | 'asked' = 'all';
    while (!signal.aborted) {
      try {
        for (const stream of await parking.waiting(which)) {
          if (signal.aborted) return;
          const isWhole = await parking.retry(stream, (after, upTo) =>
            reader.handleStream(
              stream,
              ({ position }) => position > after && position <= upTo,
              parking,
            ),
          );
          if (isWhole) logger.info({ stream, reader: name }, 'a parked lead is whole again');
        }
        which = 'asked';
      } catch (error) {
        logger.error(
          { err: error, reader: name },
          'parked leads could not be tried; it is tried again',
        );
      }
      await pause(lookEveryMs, signal);
    }
  }

  return async (signal) => {
    await Promise.all([followForEver(signal), retryParked(signal)]);
    // Whoever goes on instead says by itself whether it can.
    failed = false;
  };
}
