import {
  builtInCalendarsOnly,
  type Calendar,
  calendarOf,
  type CalendarRef,
  type Calendars,
  calendarStream,
  type CalendarVersion,
  unknownCalendar,
} from '@tasuki/calendar';
import { type EventStore } from '@tasuki/event-store';

/** A calendar that a decision may ask for: any version of it up to the one named, or the present one. */
export type CalendarNeed = Pick<CalendarRef, 'id'> & Partial<CalendarRef>;

/** The calendars of the log, kept in memory: a command does not read one each time. */
export interface CalendarBook {
  /** With what these calendars were a second ago, or later. */
  holding(needs: readonly CalendarNeed[]): Promise<Calendars>;
  /** This process has changed it: whoever asks next reads it first. */
  outdated(id: string): void;
}

const freshMs = 1_000;

interface Page {
  /** Version n at n − 1. */
  readonly versions: readonly Calendar[];
  readonly readAt: number;
}

export function calendarBook(store: EventStore): CalendarBook {
  const pages = new Map<string, Page>();
  const reading = new Map<string, Promise<void>>();

  async function read(id: string): Promise<void> {
    const known = pages.get(id)?.versions ?? [];
    const readAt = performance.now();
    const newer = await store.readStream(calendarStream(id), known.length + 1);
    const versions = newer.map(({ data }) => calendarOf(id, data as CalendarVersion));
    pages.set(id, { versions: [...known, ...versions], readAt });
  }

  /** One reading for all who ask meanwhile. */
  function readOnce(id: string): Promise<void> {
    const under = reading.get(id) ?? read(id).finally(() => reading.delete(id));
    reading.set(id, under);
    return under;
  }

  function isHeld({ id, version = 0 }: CalendarNeed): boolean {
    const page = pages.get(id);
    if (page === undefined || version > page.versions.length) return false;
    return performance.now() - page.readAt < freshMs;
  }

  const calendars: Calendars = {
    present: (id) => pages.get(id)?.versions.at(-1) ?? builtInCalendarsOnly.present(id),
    byRef(ref) {
      if (ref.version === 0) return builtInCalendarsOnly.byRef(ref);
      const found = pages.get(ref.id)?.versions[ref.version - 1];
      if (found?.hash !== ref.hash) throw unknownCalendar(ref.id);
      return found;
    },
  };

  return {
    async holding(needs) {
      const missing = needs.filter((need) => !isHeld(need));
      if (missing.length > 0) {
        await Promise.all([...new Set(missing.map(({ id }) => id))].map(readOnce));
      }
      return calendars;
    },
    outdated(id) {
      const page = pages.get(id);
      if (page !== undefined) pages.set(id, { ...page, readAt: -Infinity });
    },
  };
}
