import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { isOffsetInstant } from '@tasuki/domain';
import { Type as TransformTo } from 'class-transformer';
import {
  IsArray,
  ArrayMaxSize,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsNotEmptyObject,
  IsObject,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';

/** What a field is for, and an example that the documentation shows. */
export interface FieldOptions {
  readonly description: string;
  readonly example?: unknown;
  readonly optional?: boolean;
}

/** What is allowed stands beside the rule; the problem document repeats it to whoever broke it. */
export interface RuleContext {
  readonly allowed: string;
}

const rule = (message: string, allowed: string): ValidationOptions => ({
  message,
  context: { allowed } satisfies RuleContext,
});

export const slugPattern = /^[a-z0-9][a-z0-9_.-]{0,63}$/;
const slugAllowed =
  '1 to 64 of a-z, 0-9, _, . and -, beginning with a letter or a digit, such as web_form';
export function SlugField(options: FieldOptions) {
  return field(options, { type: String, pattern: slugPattern.source }, [
    Matches(slugPattern, rule('is no slug', slugAllowed)),
  ]);
}

export function TextField(options: FieldOptions & { readonly max: number }) {
  const { max } = options;
  return field(options, { type: String, minLength: 1, maxLength: max }, [
    Length(1, max, rule('is empty, too long or no text', `text of 1 to ${max} characters`)),
    Matches(/\S/, rule('is blank', 'text with at least one visible character')),
  ]);
}

export function EmailField(options: FieldOptions) {
  return field(options, { type: String, format: 'email', maxLength: 254 }, [
    IsEmail(
      { allow_utf8_local_part: true },
      rule('is no e-mail address', 'such as aiko@example.com'),
    ),
  ]);
}

export function UuidField(options: FieldOptions) {
  return field(options, { type: String, format: 'uuid' }, [
    IsUUID('all', rule('is no UUID', 'a UUID such as 4b825dc6-42cb-5eb9-a060-e54bf8d69288')),
  ]);
}

export function InstantField(options: FieldOptions) {
  return field(options, { type: String, format: 'date-time' }, [
    ValidateBy(
      {
        name: 'isOffsetInstant',
        validator: { validate: (value) => typeof value === 'string' && isOffsetInstant(value) },
      },
      rule(
        'is no instant with an offset',
        'RFC 3339 from the year 1900 on, such as 2026-05-01T10:00:00+09:00',
      ),
    ),
  ]);
}

export function ChoiceField(options: FieldOptions & { readonly of: readonly string[] }) {
  return field(options, { type: String, enum: [...options.of] }, [
    IsIn([...options.of], rule('is none of the choices', options.of.join(', '))),
  ]);
}

export function IntegerField(
  options: FieldOptions & { readonly min: number; readonly max: number; readonly query?: boolean },
) {
  const { min, max, query } = options;
  const bounds = rule('is out of range or no whole number', `a whole number from ${min} to ${max}`);
  return field(options, { type: 'integer', minimum: min, maximum: max }, [
    ...(query ? [TransformTo(() => Number)] : []),
    IsInt(bounds),
    Min(min, bounds),
    Max(max, bounds),
  ]);
}

export function BooleanField(options: FieldOptions) {
  return field(options, { type: Boolean }, [IsBoolean(rule('is no boolean', 'true or false'))]);
}

type Constructor = new () => object;

export function NestedField(of: () => Constructor, options: FieldOptions) {
  return field(options, { type: of }, [
    IsObject(rule('is no object', 'an object')),
    IsNotEmptyObject({}, rule('is empty', 'an object with at least one field')),
    ValidateNested(),
    TransformTo(of),
  ]);
}

export function ListField(of: () => Constructor, options: FieldOptions & { readonly max: number }) {
  const { max } = options;
  return field(options, { type: of, isArray: true, maxItems: max }, [
    IsArray(rule('is no list', `a list of at most ${max}`)),
    ArrayMaxSize(max, rule('is too long', `at most ${max}`)),
    IsObject({ each: true, ...rule('holds what is no object', 'objects') }),
    ValidateNested({ each: true }),
    TransformTo(of),
  ]);
}

/** Left out is allowed for an optional field; `null` is not. */
function field(
  { description, example, optional = false }: FieldOptions,
  schema: ApiPropertyOptions,
  rules: readonly PropertyDecorator[],
) {
  return applyDecorators(
    ApiProperty({
      ...schema,
      description,
      required: !optional,
      ...(example !== undefined && { example }),
    } as ApiPropertyOptions),
    ...(optional ? [ValidateIf((_, value) => value !== undefined)] : []),
    ...rules,
  );
}
