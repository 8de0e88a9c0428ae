import { refuse } from '@tasuki/domain';
import { type CalendarHistory } from './calendar';
import { type CalendarCommand } from './calendar.commands';
import { type CalendarEvent } from './calendar.events';
import { type CalendarContent, weekdays } from './calendar.values';
import { contentErrors, zoneNamed } from './content-errors';
import { builtInCalendar } from './version-zero';

export interface CalendarContext {
  readonly id: string;
  /** SHA-256 over the canonical JSON (RFC 8785), in hexadecimal. */
  readonly hash: (content: CalendarContent) => string;
}

/**
 * The events that a command makes of a calendar; none when it says what holds already.
 * @throws Refusal when nobody can work by it, or another version was edited than the present one
 */
export function decide(
  { content: said, edited }: CalendarCommand,
  { present }: CalendarHistory,
  { id, hash: hashOf }: CalendarContext,
): readonly CalendarEvent[] {
  const before = present ?? builtInCalendar(id);
  const version = before?.version ?? 0;
  if (edited !== undefined && edited !== version) {
    throw refuse(
      'calendar_outdated',
      `version ${edited} was edited; the present one is ${version}`,
      {
        version,
      },
    );
  }
  const errors = contentErrors(said);
  if (errors.length > 0) {
    const problems = errors.map(({ path, message }) => `${path}: ${message}`);
    throw refuse('calendar_unusable', problems.join('; '), { problems });
  }
  const content = contentInOrder(said);
  const hash = hashOf(content);
  if (hash === before?.hash) return [];
  return [{ type: 'CalendarChanged', data: { version: version + 1, hash, content } }];
}

/** As it is stored: one meaning has one hash, in whatever order and letters it was said. */
export function contentInOrder({
  zone,
  week,
  holidays,
  ...content
}: CalendarContent): CalendarContent {
  const days = weekdays.map((day) => [
    day,
    [...week[day]].sort((one, other) => (one.from < other.from ? -1 : 1)),
  ]);
  return {
    ...content,
    zone: zoneNamed(zone),
    week: Object.fromEntries(days) as CalendarContent['week'],
    holidays: [...holidays].sort((one, other) => (one.date < other.date ? -1 : 1)),
  };
}
