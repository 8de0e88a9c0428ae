import { beginning, moveCheckpoint, type Position, readCheckpoint } from '@tasuki/event-store';
import { type Pool } from 'pg';

/** How far a topic has the history; kept among the checkpoints of readers of the log. */
export interface Progress {
  /** Everything up to here was published, but for what was left out. */
  position(): Promise<Position>;
  /** @returns false when another process has moved on meanwhile */
  move(from: Position, to: Position): Promise<boolean>;
  /**
   * Notes a lead of which an event cannot be told, or whose message the topic refuses: nothing of it was
   * published from there on. One that is noted already stays as it is, unless what is noted is `former`.
   */
  leaveOut(leadId: string, from: Position, former?: Position): Promise<void>;
  /** Takes that back: nothing of this lead is missing any more. */
  bringIn(leadId: string): Promise<void>;
  /** The leads left out, and from where on; in the order of the log. */
  leftOut(): Promise<readonly { readonly leadId: string; readonly from: Position }[]>;
  /** For a topic that is new: nothing was ever published to it. */
  forget(): Promise<void>;
}

export function republishProgress(pool: Pool, topic: string): Progress {
  const reader = `republish:${topic}`;
  // No name of a topic has a colon.
  const ofLeads = `${reader}:`;
  return {
    position: () => readCheckpoint(pool, reader),
    move: (from, to) => moveCheckpoint(pool, reader, from, to),
    async leaveOut(leadId, from, former = beginning) {
      await moveCheckpoint(pool, ofLeads + leadId, former, from);
    },
    async bringIn(leadId) {
      await pool.query('delete from checkpoints where reader = $1', [ofLeads + leadId]);
    },
    async leftOut() {
      const { rows } = await pool.query<{ leadId: string; from: Position }>(
        `select substr(reader, length($1) + 1) as "leadId", position as "from" from checkpoints
         where starts_with(reader, $1) order by position`,
        [ofLeads],
      );
      return rows;
    },
    async forget() {
      await pool.query('delete from checkpoints where reader = $1 or starts_with(reader, $2)', [
        reader,
        ofLeads,
      ]);
    },
  };
}
