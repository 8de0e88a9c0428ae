import { type Refusal, refuse, type Envelope, type EventDefinition } from '@tasuki/domain';
import { type Clock, derivedId } from '@tasuki/platform';
import { timingSafeEqual } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { VersionConflict } from './errors';
import {
  type Actor,
  beginning,
  type EventStore,
  type NewEvent,
  type Position,
  type RecordedEvent,
  type TraceContext,
} from './event-store';
import { perKey } from './per-key';

/** A pure aggregate: how its state folds, and what a command makes of it. */
export interface Decider<Command, State, Event extends { type: string; data: unknown }, Context> {
  readonly initial: State;
  readonly evolve: (state: State, event: Event & Envelope) => State;
  readonly decide: (command: Command, state: State, context: Context) => readonly Event[];
  readonly events: Readonly<Record<Event['type'], EventDefinition>>;
}

/** Where a command comes from; the same `id` is the same command. */
export interface CommandOrigin {
  readonly id: string;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly trace?: TraceContext;
  /** Keyed hash of the canonical plain body: another body under the same id is refused. */
  readonly bodyHash?: string;
}

/** What the context of a decision is made of. */
export interface Deciding<State> {
  /** The `recordedAt` of what is decided, ISO 8601 in UTC. */
  readonly now: string;
  readonly state: State;
  /** The id that the command's n-th event will have, from 0 on. */
  readonly eventId: (index: number) => string;
}

export interface Receipt {
  readonly stream: string;
  /** The stream's version after the command; 0 when it has no events. */
  readonly version: number;
  /**
   * Of the command's last event; of the stream's last event when the command changed nothing, and
   * the beginning of the log when it has none.
   */
  readonly position: Position;
  /** What it wrote, by type; empty when it changed nothing. */
  readonly events: readonly { readonly id: string; readonly type: string }[];
}

/** All tries lost against other processes; nothing was written. */
export class Contention extends Error {
  override readonly name = 'Contention';
  constructor(stream: string, why: string) {
    super(`${why} on stream ${stream}`);
  }
}

export interface CommandRunner {
  /**
   * Load, fold, decide, append at the version read. A command that this stream has already is
   * answered with its first receipt; one that was refused or changed nothing is decided anew.
   * @throws Refusal from `decide`, or `idempotency_key_reused`
   * @throws Contention and what the store throws
   */
  run<Command, State, Event extends { type: string; data: unknown }, Context>(
    decider: Decider<Command, State, Event, Context>,
    stream: string,
    command: Command,
    origin: CommandOrigin,
    context: (deciding: Deciding<State>) => Context | Promise<Context>,
  ): Promise<Receipt>;
}

const maxAttempts = 20;

export function commandRunner(store: EventStore, clock: Clock): CommandRunner {
  const oneAtATime = perKey();
  return {
    run: (decider, stream, command, origin, context) =>
      oneAtATime(stream, async () => {
        let events: readonly RecordedEvent[] = [];
        let state = decider.initial;
        for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
          const newer = await store.readStream(stream, events.length + 1);
          state = newer.reduce((s, e) => decider.evolve(s, e as never), state);
          events = [...events, ...newer];
          const before = firstReceipt(stream, events, origin);
          if (before !== undefined) return before;

          const last = events.at(-1);
          const now = notBefore(clock.now(), last?.recordedAt);
          const eventId = eventIds(stream, origin.id);
          const decided = decider.decide(command, state, await context({ now, state, eventId }));
          if (decided.length === 0) return receipt(stream, events, []);
          const toAppend = envelopes(decider.events, stream, decided, origin, now);
          try {
            const written = await store.append(stream, toAppend, last?.version ?? 'none');
            return {
              stream,
              ...written,
              events: toAppend.map(({ id, type }) => ({ id, type })),
            };
          } catch (error) {
            if (!(error instanceof VersionConflict)) throw error;
            await delay(Math.random() * Math.min(5 * attempt, 50));
          }
        }
        throw new Contention(stream, `lost ${maxAttempts} attempts to others`);
      }),
  };
}

/** The ids of one command's events: derived, so that whoever decides it again names the same ones. */
export function eventIds(stream: string, commandId: string): (index: number) => string {
  return (index) => derivedId(stream, commandId, index);
}

/** The events of one command, as they are appended. */
export function envelopes<Event extends { type: string; data: unknown }>(
  definitions: Readonly<Record<string, EventDefinition>>,
  stream: string,
  decided: readonly Event[],
  { id: commandId, actor, correlationId, causationId, trace, bodyHash }: CommandOrigin,
  recordedAt: string,
): NewEvent[] {
  const eventId = eventIds(stream, commandId);
  return decided.map(({ type, data }, index) => ({
    id: eventId(index),
    type,
    schemaVersion: definitions[type]!.schemaVersion,
    recordedAt,
    data,
    metadata: {
      commandId,
      correlationId,
      causationId,
      actor,
      ...(trace !== undefined && { trace }),
      ...(index === 0 && bodyHash !== undefined && { bodyHash }),
    },
  }));
}

/** The receipt of the first time, if this stream has the command already. */
function firstReceipt(
  stream: string,
  events: readonly RecordedEvent[],
  origin: CommandOrigin,
): Receipt | undefined {
  const written = events.filter(({ metadata }) => metadata.commandId === origin.id);
  if (written.length === 0) return undefined;
  if (!isSame(written[0]!.metadata.bodyHash, origin.bodyHash)) throw keyReused(origin);
  return receipt(stream, written, written);
}

function receipt(
  stream: string,
  events: readonly RecordedEvent[],
  written: readonly RecordedEvent[],
): Receipt {
  const last = events.at(-1);
  if (last === undefined) return { stream, version: 0, position: beginning, events: [] };
  return {
    stream,
    version: last.version,
    position: last.position,
    events: written.map(({ id, type }) => ({ id, type })),
  };
}

/** In constant time: nobody learns a keyed hash by guessing at it. */
function isSame(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function keyReused({ id }: CommandOrigin): Refusal {
  return refuse('idempotency_key_reused', 'this key was used for a command with another body', {
    commandId: id,
  });
}

/** `recordedAt` never runs backwards within a stream, whatever the machine's clock does. */
function notBefore(now: string, last: string | undefined): string {
  return last !== undefined && last > now ? last : now;
}
