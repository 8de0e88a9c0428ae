import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateIf, type ValidationOptions } from 'class-validator';

/** What a field is for, and an example that the documentation shows. */
export interface FieldOptions {
  readonly description: string;
  readonly example?: unknown;
  /** It may be left out. */
  readonly optional?: boolean;
  /** It may be `null`, which takes away what is there. */
  readonly nullable?: boolean;
}

/** What is allowed stands beside the rule; the problem document repeats it to whoever broke it. */
export interface RuleContext {
  readonly allowed: string;
}

export function rule(message: string, allowed: string): ValidationOptions {
  return { message, context: { allowed } satisfies RuleContext };
}

/** One field of a DTO: its rules and its documentation, said once. */
export function field(
  { description, example, optional = false, nullable = false }: FieldOptions,
  schema: ApiPropertyOptions,
  rules: readonly PropertyDecorator[],
) {
  const isSaid = (value: unknown) =>
    !(optional && value === undefined) && !(nullable && value === null);
  return applyDecorators(
    ApiProperty({
      ...(nullable ? { oneOf: [schema, { type: 'null' }] } : schema),
      description,
      required: !optional,
      ...(example !== undefined && { example }),
    } as ApiPropertyOptions),
    ...(optional || nullable ? [ValidateIf((_, value) => isSaid(value))] : []),
    ...rules,
  );
}
