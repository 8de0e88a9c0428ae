import { isZone } from '@tasuki/calendar';
import { amountPattern, currencyPattern, isCalendarDate, isOffsetInstant } from '@tasuki/domain';
import { Transform } from 'class-transformer';
import {
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateBy,
} from 'class-validator';
import { field, type FieldOptions, rule } from './field';
import { idempotencyKey, idempotencyKeyAllowed } from './headers';

const anInstant = '2026-05-01T10:00:00+09:00';
const aDay = '2026-05-01';
const month = /^(19|[2-9]\d)\d\d-(0[1-9]|1[0-2])$/;

export const position = /^\d{20}$/;
export const positionAllowed = 'a `position` as it was answered: 20 digits';

export const slugPattern = /^[a-z0-9][a-z0-9_.-]{0,63}$/;
export const slugAllowed =
  '1 to 64 of a-z, 0-9, _, . and -, beginning with a letter or a digit, such as web_form';
export function SlugField(options: FieldOptions) {
  return field(options, { type: 'string', pattern: slugPattern.source }, [
    Matches(slugPattern, rule('is no slug', slugAllowed)),
  ]);
}

/** Its length is in code points, as the schemas of the events count it. */
export function TextField(options: FieldOptions & { readonly max: number }) {
  const { max } = options;
  return field(options, { type: 'string', minLength: 1, maxLength: max, pattern: '\\S' }, [
    IsText(
      'isTextOfLength',
      (text) => text !== '' && [...text].length <= max,
      rule('is empty, too long or no text', `text of 1 to ${max} characters`),
    ),
    Matches(/\S/, rule('is blank', 'text with at least one visible character')),
  ]);
}

/** What a person writes to persons; the one field that may have several lines. */
export function NoteField() {
  const description = 'Free text; kept sealed.';
  return TextField({ description, example: 'Wants a quote\nby Friday', max: 4000, optional: true });
}

export function EmailField(options: FieldOptions) {
  return field(options, { type: 'string', format: 'email', maxLength: 254 }, [
    IsEmail(
      { allow_utf8_local_part: true },
      rule('is no e-mail address', 'such as aiko@example.com'),
    ),
  ]);
}

/** A client's own name for a command. */
export function KeyField(options: FieldOptions) {
  return field(options, { type: 'string', pattern: idempotencyKey.source }, [
    Matches(idempotencyKey, rule('is no key', idempotencyKeyAllowed)),
  ]);
}

export function UuidField(options: FieldOptions) {
  return field(options, { type: 'string', format: 'uuid' }, [
    IsUUID('all', rule('is no UUID', 'a UUID such as 4b825dc6-42cb-5eb9-a060-e54bf8d69288')),
  ]);
}

export function InstantField(options: FieldOptions) {
  const allowed = `RFC 3339 from the year 1900 on, such as ${anInstant}`;
  return field({ example: anInstant, ...options }, { type: 'string', format: 'date-time' }, [
    IsText('isOffsetInstant', isOffsetInstant, rule('is no instant with an offset', allowed)),
  ]);
}

export function DateField(options: FieldOptions) {
  const allowed = `a day from the year 1900 on, such as ${aDay}`;
  return field({ example: aDay, ...options }, { type: 'string', format: 'date' }, [
    IsText('isCalendarDate', isCalendarDate, rule('is no calendar date', allowed)),
  ]);
}

/** A month of the calendar, `2026-04`. */
export function MonthField(options: FieldOptions) {
  return field({ example: '2026-04', ...options }, { type: 'string', pattern: month.source }, [
    Matches(month, rule('is no month', 'YYYY-MM from the year 1900 on, such as 2026-04')),
  ]);
}

export function ZoneField(options: FieldOptions) {
  return field({ example: 'Asia/Tokyo', ...options }, { type: 'string', maxLength: 64 }, [
    IsText(
      'isZone',
      (text) => text.length <= 64 && isZone(text),
      rule('is no time zone that is known here', 'an IANA time zone, such as Asia/Tokyo'),
    ),
  ]);
}

/** A decimal string, never a number: no reader rounds it. */
export function AmountField(options: FieldOptions) {
  const allowed = 'a string of up to 15 digits and 4 decimals, such as "1200000" or "99.50"';
  return field(options, { type: 'string', pattern: amountPattern.source }, [
    Matches(amountPattern, rule('is no decimal string', allowed)),
  ]);
}

export function CurrencyField(options: FieldOptions) {
  const allowed = 'three capital letters (ISO 4217), such as JPY';
  return field(options, { type: 'string', pattern: currencyPattern.source }, [
    Matches(currencyPattern, rule('is no currency', allowed)),
  ]);
}

export function ChoiceField(options: FieldOptions & { readonly of: readonly string[] }) {
  return field(options, { type: 'string', enum: [...options.of] }, [
    IsIn([...options.of], rule('is none of the choices', options.of.join(', '))),
  ]);
}

/** Of a query: one of these or several, each said by itself, `type=a&type=b`. */
export function ChoicesField(options: FieldOptions & { readonly of: readonly string[] }) {
  const choices = [...options.of];
  const said = rule('is none of the choices', choices.join(', '));
  return field(options, { type: 'array', items: { type: 'string', enum: choices } }, [
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value)),
    IsIn(choices, { ...said, each: true }),
  ]);
}

/** A point in the log. */
export function PositionField(options: FieldOptions) {
  return field(options, { type: 'string', pattern: position.source }, [
    Matches(position, rule('is no position', positionAllowed)),
  ]);
}

export function IntegerField(
  options: FieldOptions & { readonly min: number; readonly max: number; readonly query?: boolean },
) {
  const { min, max, query } = options;
  const bounds = rule('is out of range or no whole number', `a whole number from ${min} to ${max}`);
  return field(options, { type: 'integer', minimum: min, maximum: max }, [
    ...(query ? [Transform(({ value }) => inDigits(value))] : []),
    IsInt(bounds),
    Min(min, bounds),
    Max(max, bounds),
  ]);
}

/** Decimal digits as their number. The rest stays as it is, for the rules to refuse. */
function inDigits(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
}

export function BooleanField(options: FieldOptions) {
  return field(options, { type: 'boolean' }, [IsBoolean(rule('is no boolean', 'true or false'))]);
}

function IsText(
  name: string,
  isGood: (text: string) => boolean,
  said: ReturnType<typeof rule>,
): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && isGood(value);
  return ValidateBy({ name, validator: { validate } }, said);
}
