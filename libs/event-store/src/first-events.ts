import { type NewEvent } from './event-store';
import {
  type CommandOrigin,
  type Decider,
  type Deciding,
  envelopes,
  eventIds,
} from './run-command';

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
export async function firstEvents<
  Command,
  State,
  Event extends { type: string; data: unknown },
  Context,
>(
  decider: Decider<Command, State, Event, Context>,
  stream: string,
  commands: readonly Sent<Command>[],
  now: string,
  context: (deciding: Deciding<State>, command: Command) => Context | Promise<Context>,
): Promise<readonly NewEvent[]> {
  const events: NewEvent[] = [];
  let state = decider.initial;
  for (const { command, origin } of commands) {
    const eventId = eventIds(stream, origin.id);
    const deciding = { now, state, eventId };
    const decided = decider.decide(command, state, await context(deciding, command));
    for (const event of envelopes(decider.events, stream, decided, origin, now)) {
      events.push(event);
      state = decider.evolve(state, { ...event, version: events.length } as never);
    }
  }
  return events;
}
