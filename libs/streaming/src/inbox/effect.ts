import { type LeadMessage } from '@tasuki/lead-messages';
import { type PoolClient } from 'pg';

/**
 * What a group does about messages. What it throws is tried again a few times; then the message
 * becomes a dead letter. What passes by itself ({@link passesByItself}) is tried again for ever.
 */
export type Effect = CommandEffect | RecordedEffect;

interface Wanting {
  /** Whether there is anything to do about it; whatever is not wanted only counts as handled. */
  wants(message: LeadMessage): boolean;
}

/** An effect that has an id of its own, such as a command: done twice it is done once. */
export interface CommandEffect extends Wanting {
  send(message: LeadMessage): Promise<void>;
}

/** An effect in the database: it is written in the transaction that makes the message handled. */
export interface RecordedEffect extends Wanting {
  /** Reads what is needed beforehand. */
  record(message: LeadMessage): Promise<WriteEffect | 'nothing'>;
}

export type WriteEffect = (client: PoolClient) => Promise<void>;
