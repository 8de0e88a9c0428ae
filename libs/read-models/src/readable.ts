import {
  type EventFilter,
  type EventRegistry,
  matches,
  type Page,
  type RecordedEvent,
} from '@tasuki/event-store';
import { type EntryPage } from './apply-page';
import { type LogEntry } from './fold';

/** A page as today's code reads it; an event that it cannot read says why, and stops nothing. */
export function readPage({ events, position }: Page, registry: EventRegistry): EntryPage {
  return { entries: events.map((event) => readEntry(event, registry)), position };
}

export function readEntry(event: RecordedEvent, registry: EventRegistry): LogEntry {
  try {
    return { event: registry.read(event) };
  } catch (error) {
    return { event, unreadable: error as Error };
  }
}

/** What of a page is left to do for a reader that has come this far and wants these events. */
export function remaining(page: EntryPage, after: string, filter: EventFilter): EntryPage {
  const entries = page.entries.filter(
    ({ event }) => event.position > after && matches(filter, event),
  );
  return { ...page, entries };
}

/** One filter that lets through what any of these does. */
export function eitherOf(filters: readonly EventFilter[]): EventFilter {
  const prefixes = new Set(filters.map(({ streamPrefix }) => streamPrefix));
  const [prefix] = prefixes;
  const types = filters.map((filter) => filter.types);
  const isTyped = types.every((some) => some !== undefined);
  return {
    ...(prefixes.size === 1 && prefix !== undefined && { streamPrefix: prefix }),
    ...(isTyped && { types: [...new Set(types.flat())] }),
  };
}
