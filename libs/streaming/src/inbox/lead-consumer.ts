import { beginning, type EventStore, type Position } from '@tasuki/event-store';
import { leadStream } from '@tasuki/lead';
import { type Logger, pause, reasonOf } from '@tasuki/platform';
import { type Pool } from 'pg';
import { type LeadMessagesOptions } from '../lead-messages-of';
import {
  type Incoming,
  type MessageConsumer,
  type StreamState,
  type Subscription,
} from '../streaming';
import { untilBegun } from '../until-begun';
import { catchUp } from './catch-up';
import { buryForeign, clearHandled, type Foreign } from './dead-letters.postgres';
import { retryDeadLettersOf } from './decide-letters.postgres';
import { aboutLeads, aboutNoLead, type Delivered, ofAnotherLog } from './delivered';
import { type Effect } from './effect';
import { handleLead, type Handling } from './handle-lead';
import { postgresInbox, type Standing } from './inbox.postgres';
import { type Known, nextOf } from './plan';
import { together } from './together';

export interface LeadConsumerParts extends Omit<LeadMessagesOptions, 'store'> {
  /** Delivers at least once, and in whatever order. */
  readonly stream: MessageConsumer;
  /** The log as it is stored: what was not delivered is fetched there. */
  readonly store: Pick<EventStore, 'readStream' | 'head' | 'missing'>;
  readonly pool: Pool;
  readonly logger: Logger;
}

export interface LeadConsumerOptions {
  readonly group: string;
  /**
   * Where a group begins that never ran; one with effects on the outside world at the end. The stream
   * is read from its beginning all the same: what lies before the end of the log at the first start, is
   * noted as that before anything is read, and is dropped.
   */
  readonly from: 'beginning' | 'end';
  readonly effect: Effect;
  /** Waits between the attempts at a message; by default five attempts within about 5 seconds. */
  readonly retryWaitsMs?: readonly number[];
  /** How long a missing version is waited for before it is fetched from the log; 5,000 ms. */
  readonly gapMs?: number;
  readonly onState?: (state: StreamState) => void;
}

/** Leads handled at once. */
const concurrency = 16;
/** How often it looks for leads that are behind, and how many it takes then. */
const [lookEveryMs, mostAtOnce] = [500, 100];

/**
 * A consumer whose effects come about once, in the order of each lead: it keeps the last version that
 * was handled, drops what is not newer, waits for what is missing, and puts aside what it cannot handle.
 */
export interface LeadConsumer {
  /** Runs until the signal fires; what was begun is finished. */
  run(signal: AbortSignal): Promise<void>;
}

export function leadConsumer(parts: LeadConsumerParts, options: LeadConsumerOptions): LeadConsumer {
  const { stream, store, pool, logger } = parts;
  const {
    group,
    from,
    effect,
    retryWaitsMs = [100, 300, 1_000, 3_000],
    gapMs = 5_000,
    onState,
  } = options;
  const inbox = postgresInbox(pool, group);
  const knownOf = together((all: readonly string[]) => inbox.known(all));
  const missingOf = together((all: readonly Delivered[]) => store.missing(all));
  const advance = together((all: readonly Standing[]) => inbox.advance(all));
  const handling: Handling = { group, effect, inbox, pool, logger, retryWaitsMs };

  /** What happened before the group's first start is nothing to it. */
  const start = async (): Promise<Position> =>
    inbox.start(from === 'beginning' ? beginning : await store.head());

  async function handle(
    batch: readonly Incoming[],
    started: Position,
    signal: AbortSignal,
  ): Promise<void> {
    await putAside(aboutNoLead(batch));
    const news = aboutLeads(batch, started);
    if (news.length === 0) return;
    const leadIds = new Set(news.map(({ leadId }) => leadId));
    const [delivered, known] = await Promise.all([ofTheLog(news), knownOf([...leadIds])]);
    const ofLeads = Map.groupBy(delivered, ({ leadId }) => leadId);
    const standings: Standing[] = [];
    const one = async ([leadId, delivered]: [string, readonly Delivered[]]) => {
      const had = known.get(leadId) ?? (await unmet(leadId, delivered, started));
      const placed = new Map(
        delivered.flatMap(({ incoming }) =>
          'message' in incoming ? [[incoming.message, incoming]] : [],
        ),
      );
      const next = nextOf(had, [...placed.keys()]).map((message) => placed.get(message)!);
      let { version } = had;
      const seen = Math.max(version, ...delivered.map((each) => each.version));
      const moved = (to: number) => void (version = to);
      try {
        await handleLead(handling, next, version, moved, signal);
      } finally {
        if (seen > had.version) standings.push({ leadId, version, seen });
      }
    };
    try {
      await inParallel([...ofLeads], concurrency, one);
    } finally {
      await advance(standings);
    }
  }

  /** Leaves out what the log has no event of, as after a restore or on a topic of several, and puts it aside. */
  async function ofTheLog(delivered: readonly Delivered[]): Promise<readonly Delivered[]> {
    const missing = await missingOf(delivered);
    await putAside(delivered.filter((one) => missing.has(one)).map(ofAnotherLog));
    return delivered.filter((one) => !missing.has(one));
  }

  async function putAside(letters: readonly Foreign[]): Promise<void> {
    for (const { place, reason } of await buryForeign(pool, group, letters)) {
      logger.error({ group, place, reason }, 'what is no event of the log is a dead letter');
    }
  }

  /** A lead that the group never met: what happened to it before the group's start counts as handled. */
  async function unmet(
    leadId: string,
    delivered: readonly Delivered[],
    started: Position,
  ): Promise<Known> {
    if (delivered.some(({ version }) => version === 1)) return { version: 0, isHeld: false };
    const before = (await store.readStream(leadStream(leadId))).filter(
      ({ position }) => position <= started,
    );
    return { version: before.at(-1)?.version ?? 0, isHeld: false };
  }

  /** Fetches from the log what is missing, or was held back, until the signal fires. */
  async function mend(signal: AbortSignal): Promise<void> {
    let isFresh = true;
    while (!signal.aborted) {
      try {
        // A new release may be what a dead letter waited for.
        if (isFresh) await retryDeadLettersOf(pool, group);
        isFresh = false;
        const behind = await inbox.claimBehind(gapMs, mostAtOnce);
        await inParallel(behind, concurrency, (standing) =>
          catchUp(handling, parts, standing, signal),
        );
        await clearHandled(pool, group);
        if (behind.length === mostAtOnce) continue;
      } catch (error) {
        if (signal.aborted) return;
        logger.warn({ group, reason: reasonOf(error) }, 'what is missing could not be fetched yet');
      }
      await pause(lookEveryMs, signal);
    }
  }

  return {
    async run(signal) {
      const onAway = () => onState?.('away');
      const place = await untilBegun(start, { group, logger, onAway }, signal);
      if (place === undefined) return;
      const subscription: Subscription = {
        group,
        handle: (batch, until) => handle(batch, place.begun, until),
        ...(onState && { onState }),
      };
      await Promise.all([stream.run(subscription, signal), mend(signal)]);
    },
  };
}

/** @throws the first error, when all that was begun has ended */
async function inParallel<T>(
  all: readonly T[],
  most: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const rest = all.values();
  const errors: unknown[] = [];
  const worker = async () => {
    for (const one of rest) {
      if (errors.length > 0) return;
      await work(one).catch((error: unknown) => errors.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, all.length) }, worker));
  if (errors.length > 0) throw errors[0];
}
