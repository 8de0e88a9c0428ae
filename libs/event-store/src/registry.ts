import { type EventDefinition, type EventDefinitions } from '@tasuki/domain';
import { Compile } from 'typebox/compile';
import { UnknownEvent, UnreadableEvent } from './errors';
import { type EventStore, type NewEvent, type Page, type RecordedEvent } from './event-store';

/** All event types that this installation knows, from every aggregate. */
export interface EventRegistry {
  /** @throws UnknownEvent when the type is unknown, the version not today's, or the data not of its schema */
  readonly assertWritable: (event: NewEvent) => void;
  /**
   * The event as today's code knows it: data of older versions brought up step by step.
   * @throws UnreadableEvent by name, never skipped: an unknown type, a version from the future, or
   * data that is not of its schema
   */
  readonly read: (event: RecordedEvent) => RecordedEvent;
  readonly definitions: ReadonlyMap<string, EventDefinition>;
}

/** @throws Error when two aggregates declare one type, or an upcaster is missing */
export function eventRegistry(...aggregates: readonly EventDefinitions[]): EventRegistry {
  const known = new Map<string, ReturnType<typeof compiled>>();
  for (const [type, definition] of aggregates.flatMap((events) => Object.entries(events))) {
    if (known.has(type)) throw new Error(`event type ${type} is declared twice`);
    known.set(type, compiled(type, definition));
  }

  function assertSchema(event: NewEvent, data: unknown, Wrong: Wrong): void {
    const { validator } = known.get(event.type)!;
    if (validator.Check(data)) return;
    const problems = validator
      .Errors(data)
      .slice(0, 3)
      .map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
    throw wrong(Wrong, event, `data is not of its schema: ${problems.join('; ')}`);
  }

  function definitionOf(event: NewEvent, Wrong: Wrong): EventDefinition {
    const entry = known.get(event.type);
    if (entry === undefined) throw wrong(Wrong, event, 'the type is not known here');
    return entry.definition;
  }

  return {
    assertWritable(event) {
      const { schemaVersion } = definitionOf(event, UnknownEvent);
      if (event.schemaVersion !== schemaVersion) {
        throw wrong(UnknownEvent, event, `only version ${schemaVersion} is written`);
      }
      assertSchema(event, event.data, UnknownEvent);
    },
    read(event) {
      const { schemaVersion, upcasters } = definitionOf(event, UnreadableEvent);
      if (event.schemaVersion === schemaVersion) {
        assertSchema(event, event.data, UnreadableEvent);
        return event;
      }
      if (event.schemaVersion > schemaVersion) {
        throw wrong(
          UnreadableEvent,
          event,
          `comes from the future; this code knows up to ${schemaVersion}`,
        );
      }
      let { data } = event;
      for (let version = event.schemaVersion; version < schemaVersion; version += 1) {
        const upcast = upcasters[version];
        if (upcast === undefined) throw wrong(UnreadableEvent, event, `there is no such version`);
        data = upcast(data);
      }
      assertSchema(event, data, UnreadableEvent);
      return { ...event, data, schemaVersion };
    },
    definitions: new Map([...known].map(([type, { definition }]) => [type, definition])),
  };
}

/** A store whose every event is checked by the registry: at append, and on reading. */
export function checked(store: EventStore, registry: EventRegistry): EventStore {
  async function* readPages(pages: AsyncIterable<Page>): AsyncGenerator<Page> {
    for await (const page of pages) yield { ...page, events: page.events.map(registry.read) };
  }
  return {
    append: async (stream, events, expected) => {
      events.forEach(registry.assertWritable);
      return store.append(stream, events, expected);
    },
    readStream: async (stream, fromVersion) =>
      (await store.readStream(stream, fromVersion)).map(registry.read),
    readAll: (after, filter, options) => readPages(store.readAll(after, filter, options)),
    subscribe: (after, filter, options) => readPages(store.subscribe(after, filter, options)),
    head: () => store.head(),
    missing: (asked) => store.missing(asked),
    close: () => store.close(),
  };
}

function compiled(type: string, definition: EventDefinition) {
  for (let version = 1; version < definition.schemaVersion; version += 1) {
    if (definition.upcasters[version] === undefined) {
      throw new Error(`event type ${type} has no upcaster from version ${version}`);
    }
  }
  return { definition, validator: Compile(definition.schema) };
}

/** To write such an event is our fault; to find it in the log is not. */
type Wrong = typeof UnknownEvent | typeof UnreadableEvent;

function wrong(Wrong: Wrong, { type, schemaVersion }: NewEvent, problem: string): UnknownEvent {
  return new Wrong(type, schemaVersion, problem);
}
