import { type LeadMessage } from '@tasuki/lead-messages';

/** What is known of a lead in a group. */
export interface Known {
  /** Handled up to this version of its stream. */
  readonly version: number;
  /** There is a dead letter: what follows it is held back. */
  readonly isHeld: boolean;
}

/**
 * Which of the messages of a lead are to be handled now, in whatever order they come, and however often:
 * the versions that follow the last one without a gap, in their order.
 */
export function nextOf(
  { version, isHeld }: Known,
  delivered: readonly LeadMessage[],
): readonly LeadMessage[] {
  const byVersion = new Map(delivered.map((message) => [message.streamversion, message]));
  const next: LeadMessage[] = [];
  for (let at = version + 1; !isHeld && byVersion.has(at); at += 1) next.push(byVersion.get(at)!);
  return next;
}
