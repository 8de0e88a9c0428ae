import { Type, type Static } from 'typebox';

/** RFC 9562 identifier in lower case. */
export const Uuid = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
});

/** A name from a list that the company keeps: activity types, channels, industries, reason codes. */
export const Slug = Type.String({ pattern: '^[a-z0-9][a-z0-9_.-]{0,63}$' });

/** Text that is no personal data: a campaign, a product, a company's name. */
export const Label = Type.String({ minLength: 1, maxLength: 200 });

/** Without what databases refuse, and what nobody means: years before 1900. */
const date = '(19|[2-9]\\d)\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])';

/** RFC 3339 without offsets beyond 14 hours and leap seconds, which databases refuse too. */
const offsetInstant =
  `^${date}` +
  'T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?' +
  '(Z|[+-](0\\d|1[0-3]):[0-5]\\d|[+-]14:00)$';

/**
 * Business time: an instant that carries its offset, such as `2026-05-01T10:00:00+09:00`
 * (RFC 3339). What people reported, as against `recordedAt`, which Tasuki set.
 */
export const OffsetInstant = Type.String({ format: 'date-time', pattern: offsetInstant });

/**
 * An instant as Tasuki writes it: in UTC, to the millisecond, such as `2026-05-01T01:00:00.000Z`.
 * Such texts order as the instants do.
 */
export const UtcInstant = Type.String({
  pattern: `^${date}T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z$`,
});

const instantForm = new RegExp(offsetInstant);

/** Whether a text is an {@link OffsetInstant}: in form, and a day that there is. */
export function isOffsetInstant(text: string): boolean {
  return instantForm.test(text) && isDay(text.slice(0, 10));
}

function isDay(date: string): boolean {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return day <= Temporal.PlainYearMonth.from({ year, month }).daysInMonth;
}

/** A calendar date, `2026-05-01`. */
export const CalendarDate = Type.String({ format: 'date' });

/** Whether a text is a {@link CalendarDate} that people report: from 1900 on, and a day that there is. */
export function isCalendarDate(text: string): boolean {
  return new RegExp(`^${date}$`).test(text) && isDay(text);
}

/**
 * Personal data under its lead's key (see libs/personal-data). The pattern is what keeps plain
 * names, addresses and notes out of the log: an event with unsealed text is refused at append.
 */
export const Sealed = Type.String({ pattern: '^sealed\\.v1\\.[A-Za-z0-9_-]{38,}$' });
export type Sealed = Static<typeof Sealed>;

export const amountPattern = /^-?\d{1,15}(\.\d{1,4})?$/;
export const currencyPattern = /^[A-Z]{3}$/;

/** An amount as a decimal string, so that no reader rounds it, in an ISO 4217 currency. */
export const Money = Type.Object(
  {
    amount: Type.String({ pattern: amountPattern.source }),
    currency: Type.String({ pattern: currencyPattern.source }),
  },
  { additionalProperties: false },
);
export type Money = Static<typeof Money>;

export const departments = ['marketing', 'inside_sales', 'sales'] as const;
export const Department = Type.Enum([...departments]);
export type Department = (typeof departments)[number];

/** Names one version of the agreed definition; version 0 is the built-in one. */
export const DefinitionRef = Type.Object(
  {
    version: Type.Integer({ minimum: 0 }),
    hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  },
  { additionalProperties: false },
);
export type DefinitionRef = Static<typeof DefinitionRef>;
