import { type NewEvent } from './event-store';
import { type CommandOrigin, type Decider, envelopes } from './run-command';

/** A command, and where it comes from. */
export interface Sent<Command> {
  readonly command: Command;
  readonly origin: CommandOrigin;
}

/**
 * What several commands make of a stream that nobody has written yet, decided one after the other,
 * for one append at `none`. Each keeps its own id: later each can be repeated by itself.
 * @throws Refusal from `decide`
 */
export function firstEvents<Command, State, Event extends { type: string; data: unknown }, Context>(
  decider: Decider<Command, State, Event, Context>,
  stream: string,
  commands: readonly Sent<Command>[],
  now: string,
  context: Context,
): readonly NewEvent[] {
  const events: NewEvent[] = [];
  let state = decider.initial;
  for (const { command, origin } of commands) {
    const decided = decider.decide(command, state, context);
    for (const event of envelopes(decider.events, stream, decided, origin, now)) {
      events.push(event);
      state = decider.evolve(state, { ...event, version: events.length } as never);
    }
  }
  return events;
}
