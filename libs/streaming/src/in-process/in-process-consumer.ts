import { type EventStore, moveCheckpoint, readCheckpoint } from '@tasuki/event-store';
import { leadStreams } from '@tasuki/lead';
import { type Logger, pause, reasonOf } from '@tasuki/platform';
import { type Pool } from 'pg';
import { leadMessagesOf, type LeadMessagesOptions } from '../lead-messages-of';
import { type MessageConsumer, type Subscription } from '../streaming';
import { untilHandled } from '../until-handled';
import { readerOf } from './position.postgres';

export interface InProcessOptions extends Omit<LeadMessagesOptions, 'store'> {
  /** The log as it is stored: the registry must not stand in between. */
  readonly store: EventStore;
  /** Keeps the checkpoint of each group. */
  readonly pool: Pool;
  readonly logger: Logger;
  /** Messages handed over at once, at most; 200 when left out. */
  readonly batchSize?: number;
}

const retryMs = 1_000;
const filter = { streamPrefix: leadStreams };

/**
 * The stream without Kafka, for an installation of one process: it follows the log itself, with a
 * checkpoint for each group. A group has one member; a second one would only repeat its work.
 */
export function inProcessConsumer(options: InProcessOptions): MessageConsumer {
  const { store, pool, logger, batchSize = 200 } = options;

  async function follow(subscription: Subscription, signal: AbortSignal): Promise<void> {
    const reader = readerOf(subscription.group);
    const messagesOf = leadMessagesOf(options);
    let position = await readCheckpoint(pool, reader);
    subscription.onState?.('connected');
    for await (const page of store.subscribe(position, filter, { batchSize, signal })) {
      if (page.events.length > 0) {
        const batch = await messagesOf(page.events);
        if (!(await untilHandled(subscription, batch, { signal, logger }))) return;
      }
      if (!(await moveCheckpoint(pool, reader, position, page.position))) return;
      position = page.position;
    }
  }

  return {
    async run(subscription, signal) {
      while (!signal.aborted) {
        try {
          await follow(subscription, signal);
        } catch (error) {
          const { group } = subscription;
          logger.warn(
            { group, reason: reasonOf(error) },
            'a consumer cannot go on; it tries again',
          );
          subscription.onState?.('away');
        }
        await pause(retryMs, signal);
      }
    },
  };
}
