import { passesByItself, UnreadableEvent } from '@tasuki/event-store';
import { type LeadMessage } from '@tasuki/lead-messages';
import { type Logger, pause, reasonOf } from '@tasuki/platform';
import { type Pool } from 'pg';
import { bury } from './dead-letters.postgres';
import { type Effect } from './effect';
import { type Inbox } from './inbox.postgres';

export interface Handling {
  readonly group: string;
  readonly effect: Effect;
  readonly inbox: Inbox;
  readonly pool: Pool;
  readonly logger: Logger;
  /** Waits between the attempts, in milliseconds: one attempt more than there are waits. */
  readonly retryWaitsMs: readonly number[];
}

/** A message, and where it stood. */
export interface Placed {
  readonly message: LeadMessage;
  readonly place: string;
}

/**
 * Handles the next messages of a lead in their order, up to the first that cannot be handled: that one
 * is a dead letter then.
 * @param base the version up to which all is handled
 * @param moved told each version that is handled
 * @throws what passes by itself, and when the signal fires
 */
export async function handleLead(
  { group, effect, inbox, pool, logger, retryWaitsMs }: Handling,
  next: readonly Placed[],
  base: number,
  moved: (version: number) => void,
  signal: AbortSignal,
): Promise<void> {
  let handled = base;

  async function once(message: LeadMessage): Promise<void> {
    if ('send' in effect) return effect.send(message);
    const { subject: leadId, streamversion: version } = message;
    const write = await effect.record(message);
    if (write !== 'nothing') await inbox.handleOnce({ leadId, version }, write);
  }

  /** @returns the last error, if none of the attempts succeeded */
  async function attempted({ message, place }: Placed): Promise<{ error: unknown } | undefined> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await once(message);
        return undefined;
      } catch (error) {
        if (passesByItself(error)) throw error;
        const waitMs = retryWaitsMs[attempt];
        // What this release cannot read it cannot read in a moment either.
        if (waitMs === undefined || error instanceof UnreadableEvent) return { error };
        logger.warn({ group, place, waitMs, reason: reasonOf(error) }, 'a message was not handled');
        await pause(waitMs, signal);
        signal.throwIfAborted();
      }
    }
  }

  for (const placed of next) {
    signal.throwIfAborted();
    const { message, place } = placed;
    const { subject: leadId, streamversion: version, type } = message;
    const failed = effect.wants(message) ? await attempted(placed) : undefined;
    if (failed !== undefined) {
      await bury(pool, group, { leadId, version, base: handled }, { place, ...failed });
      logger.error(
        { group, leadId, version, type, place, reason: reasonOf(failed.error) },
        'a message cannot be handled and is a dead letter; the lead waits, the others go on',
      );
      return;
    }
    handled = version;
    moved(version);
  }
}
