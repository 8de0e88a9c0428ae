import { leadStream } from '@tasuki/lead';
import { leadMessagesOf, type LeadMessagesOptions } from '../lead-messages-of';
import { bury } from './dead-letters.postgres';
import { handleLead, type Handling, type Placed } from './handle-lead';
import { type Standing } from './inbox.postgres';

/**
 * Handles what was delivered of a lead, or should have been, from the log: each event there gives the
 * message that the stream has.
 */
export async function catchUp(
  handling: Handling,
  log: LeadMessagesOptions,
  { leadId, version, seen }: Standing,
  signal: AbortSignal,
): Promise<void> {
  const { group, inbox, pool, logger } = handling;
  const due = (await log.store.readStream(leadStream(leadId))).filter(
    (event) => event.version > version && event.version <= seen,
  );
  const told = await leadMessagesOf(log)(due);
  const broken = told.findIndex((one) => 'unreadable' in one);
  const readable = told.slice(0, broken === -1 ? undefined : broken);
  const next = readable.filter((one): one is typeof one & Placed => 'message' in one);

  let reached = version;
  const moved = (to: number) => void (reached = to);
  try {
    await handleLead(handling, next, version, moved, signal);
  } finally {
    await inbox.advance([{ leadId, version: reached, seen }]);
  }
  if (reached < version + next.length) return;

  const stuck = told[broken];
  if (stuck !== undefined && 'unreadable' in stuck) {
    const { place, unreadable } = stuck;
    const { reason } = unreadable;
    logger.error({ group, leadId, place, reason }, 'an event cannot be read and is a dead letter');
    await bury(
      pool,
      group,
      { leadId, version: reached + 1, base: reached },
      { place, error: reason },
    );
  }
}
