import { CalendarDate, Label, Slug } from '@tasuki/domain';
import { Type, type Static } from 'typebox';

const closed = { additionalProperties: false } as const;

/** As Temporal counts them: 1 is Monday. */
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof weekdays)[number];

/** A time of day at which working time may begin, and at which it may end. */
export const fromPattern = /^([01]\d|2[0-3]):[0-5]\d$/;
export const toPattern = /^(00:0[1-9]|00:[1-5]\d|(0[1-9]|1\d|2[0-3]):[0-5]\d|24:00)$/;

/**
 * Working time from one time of day to another, on the clock on the wall of the calendar's zone. An
 * end that is not after the beginning is on the next day; `24:00` is the end of the day.
 */
export const WorkingInterval = Type.Object(
  {
    from: Type.String({ pattern: fromPattern.source }),
    to: Type.String({ pattern: toPattern.source }),
  },
  closed,
);
export type WorkingInterval = Static<typeof WorkingInterval>;

const Day = Type.Array(WorkingInterval, { maxItems: 24 });

/**
 * What one version of a calendar says. An interval belongs to the day on which it begins: on a
 * holiday none begins.
 *
 * Stored for ever, and hashed as it stands (SHA-256 over RFC 8785 canonical JSON); "none" is an
 * empty list. A change of shape or of what a field means is a new `format` beside this one.
 */
export const CalendarContent = Type.Object(
  {
    format: Type.Literal(1),
    /** IANA time zone, such as `Asia/Tokyo`. */
    zone: Type.String({ minLength: 1, maxLength: 64 }),
    week: Type.Object(
      {
        monday: Day,
        tuesday: Day,
        wednesday: Day,
        thursday: Day,
        friday: Day,
        saturday: Day,
        sunday: Day,
      },
      closed,
    ),
    holidays: Type.Array(Type.Object({ date: CalendarDate, name: Label }, closed), {
      maxItems: 2000,
    }),
    /** The last day up to which the holidays are complete; a deadline beyond it is marked. */
    horizon: CalendarDate,
  },
  closed,
);
export type CalendarContent = Static<typeof CalendarContent>;

/** Names one version of one calendar; version 0 is the built-in one. */
export const CalendarRef = Type.Object(
  {
    id: Slug,
    version: Type.Integer({ minimum: 0 }),
    hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  },
  closed,
);
export type CalendarRef = Static<typeof CalendarRef>;
