import { type Static, type TSchema } from 'typebox';

/** How data of one older schema version becomes data of the next. */
export type Upcaster = (data: unknown) => unknown;

/** What is known of one event type: the version written today, its schema, and the way up from older ones. */
export interface EventDefinition<S extends TSchema = TSchema> {
  readonly schemaVersion: number;
  readonly schema: S;
  /** `upcasters[n]` turns data of version n into data of version n + 1; one for each n below `schemaVersion`. */
  readonly upcasters: Readonly<Record<number, Upcaster>>;
}

export type EventDefinitions = Readonly<Record<string, EventDefinition>>;

/** Declares the events of an aggregate, each at schema version 1 unless made by {@link versioned}. */
export function defineEvents<T extends Record<string, TSchema | EventDefinition>>(
  definitions: T,
): {
  readonly [K in keyof T]: T[K] extends EventDefinition ? T[K] : EventDefinition<AsSchema<T[K]>>;
} {
  const entries = Object.entries(definitions).map(([type, given]) => [
    type,
    isDefinition(given) ? given : { schemaVersion: 1, schema: given, upcasters: {} },
  ]);
  return Object.fromEntries(entries) as ReturnType<typeof defineEvents<T>>;
}

/** An event whose shape has changed since it was first written. */
export function versioned<S extends TSchema>(
  schemaVersion: number,
  schema: S,
  upcasters: Readonly<Record<number, Upcaster>>,
): EventDefinition<S> {
  return { schemaVersion, schema, upcasters };
}

/** The union of `{ type, data }` that the declared events make. */
export type EventOf<T extends EventDefinitions> = {
  [K in keyof T & string]: { readonly type: K; readonly data: Static<T[K]['schema']> };
}[keyof T & string];

/** What a fold may use of an event's envelope: its name, its place in its stream and when Tasuki recorded it. */
export interface Envelope {
  readonly id: string;
  /** 1 for the first event of a stream, without gaps. */
  readonly version: number;
  /** ISO 8601 instant in UTC. */
  readonly recordedAt: string;
}

export type Recorded<E> = E & Envelope;

type AsSchema<T> = T extends TSchema ? T : never;

function isDefinition(given: TSchema | EventDefinition): given is EventDefinition {
  return 'schemaVersion' in given && 'upcasters' in given;
}
