import { type LeadMessage } from '@tasuki/lead-messages';

/** What is known of a lead in a group. */
export interface Known {
  /** Handled up to this version of its stream. */
  readonly version: number;
  /** There is a dead letter: what follows it is held back. */
  readonly isHeld: boolean;
}

export interface Plan {
  /** To be handled now, in this order: the versions that follow the last one without a gap. */
  readonly next: readonly LeadMessage[];
  /** The highest version that was delivered. What is above the last of `next` waits. */
  readonly seen: number;
}

/** What to do about messages of one lead: in whatever order they come, and however often. */
export function planOf({ version, isHeld }: Known, delivered: readonly LeadMessage[]): Plan {
  const byVersion = new Map(delivered.map((message) => [message.streamversion, message]));
  const seen = Math.max(version, ...byVersion.keys());
  const next: LeadMessage[] = [];
  for (let at = version + 1; !isHeld && byVersion.has(at); at += 1) next.push(byVersion.get(at)!);
  return { next, seen };
}
