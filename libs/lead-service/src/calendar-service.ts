import {
  builtInCalendar,
  type CalendarCommand,
  type CalendarContent,
  type CalendarContext,
  type CalendarEvent,
  calendarEvents,
  type CalendarHistory,
  calendarStream,
  type CalendarVersion,
  contentInOrder,
  decide,
  evolve,
  initial,
  type RecordedCalendarEvent,
  unknownCalendar,
} from '@tasuki/calendar';
import {
  type Actor,
  type CommandOrigin,
  commandRunner,
  type Decider,
  type EventStore,
  type Receipt,
  type RecordedEvent,
} from '@tasuki/event-store';
import { type Clock, contentHash } from '@tasuki/platform';
import { type CalendarBook } from './calendar-book';

/** Its `version` is the calendar's. */
export interface CalendarReceipt extends Omit<Receipt, 'stream'> {
  readonly calendarId: string;
  /** Of the content of this version. */
  readonly hash: string;
}

/** Where a command on a calendar comes from, and which version its sender has edited. */
export interface CalendarCommandOrigin extends Omit<CommandOrigin, 'bodyHash'> {
  readonly edited?: number;
}

/** A version, and who made it when; nobody ever made the built-in one. */
export interface RecordedCalendarVersion extends CalendarVersion {
  readonly recordedAt: string | null;
  readonly actor: Actor | null;
}

/** The write side of calendars. */
export interface CalendarService {
  /**
   * Makes this the content of the calendar, and the calendar if there is none.
   * @throws Refusal `calendar_outdated`, `calendar_unusable`, `idempotency_key_reused`
   */
  change(
    id: string,
    content: CalendarContent,
    origin: CalendarCommandOrigin,
  ): Promise<CalendarReceipt>;
  /**
   * Every version in order, the built-in one first where there is one; never none.
   * @throws Refusal `unknown_calendar`
   */
  versions(id: string): Promise<readonly RecordedCalendarVersion[]>;
}

const calendarDecider: Decider<CalendarCommand, CalendarHistory, CalendarEvent, CalendarContext> = {
  initial,
  evolve,
  decide,
  events: calendarEvents,
};

export function calendarService(
  store: EventStore,
  clock: Clock,
  book: Pick<CalendarBook, 'outdated'>,
): CalendarService {
  const runner = commandRunner(store, clock);

  return {
    async change(id, content, { edited, ...origin }) {
      const { version, position, events } = await runner.run(
        calendarDecider,
        calendarStream(id),
        { type: 'ChangeCalendar', content, ...(edited !== undefined && { edited }) },
        { ...origin, bodyHash: contentHash(content) },
        () => ({ id, hash: contentHash }),
      );
      book.outdated(id);
      // Of the version named by the receipt: whether made, repeated or found, it says this.
      const hash = contentHash(contentInOrder(content));
      return { calendarId: id, version, hash, position, events };
    },

    async versions(id) {
      const changes = (await store.readStream(
        calendarStream(id),
      )) as readonly (RecordedCalendarEvent & RecordedEvent)[];
      const builtIn = builtInCalendar(id);
      const versions = [
        ...(builtIn === undefined
          ? []
          : [{ ...versionIn(builtIn), recordedAt: null, actor: null }]),
        ...changes.map(({ data, recordedAt, metadata: { actor } }) => ({
          ...versionIn(data),
          recordedAt,
          actor,
        })),
      ];
      if (versions.length === 0) throw unknownCalendar(id);
      return versions;
    },
  };
}

function versionIn({ version, hash, content }: CalendarVersion): CalendarVersion {
  return { version, hash, content };
}
