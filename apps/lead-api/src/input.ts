import { type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { type RuleContext } from './fields';
import { type InputError, InvalidInput } from './problem';

type Constructor<T> = new () => T;

/**
 * A value as its DTO: unknown fields refused, every problem named by path.
 * @throws InvalidInput
 */
export async function parse<T extends object>(
  dto: Constructor<T>,
  value: unknown,
  path = '',
): Promise<T> {
  const unreadable = unreadableText(value, path);
  if (unreadable.length > 0) throw new InvalidInput(unreadable);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidInput([{ path, message: 'is no object', allowed: 'a JSON object' }]);
  }
  const instance = plainToInstance(dto, value, { exposeDefaultValues: true });
  const errors = await validate(instance, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length > 0)
    throw new InvalidInput(errors.flatMap((error) => inputErrors(error, path)));
  return instance;
}

/** Every body and query goes through {@link parse}. */
export class InputPipe implements PipeTransform {
  async transform(value: unknown, { metatype, type }: ArgumentMetadata): Promise<unknown> {
    const isDto = metatype !== undefined && metatype !== Object && metatype !== String;
    if (type === 'custom' || type === 'param' || !isDto) return value;
    return parse(metatype as Constructor<object>, value);
  }
}

function inputErrors(error: ValidationError, parent: string): InputError[] {
  const path = join(parent, error.property);
  const contexts = (error.contexts ?? {}) as Record<string, RuleContext>;
  const own = Object.entries(error.constraints ?? {}).map(([name, message]) => {
    if (name === 'whitelistValidation') return { path, message: 'is not a field of this request' };
    const allowed = contexts[name]?.allowed;
    return { path, message, ...(allowed && { allowed }) };
  });
  return [
    ...own.slice(0, 1),
    ...(error.children ?? []).flatMap((child) => inputErrors(child, path)),
  ];
}

function join(parent: string, property: string): string {
  if (/^\d+$/.test(property)) return `${parent}[${property}]`;
  return parent === '' ? property : `${parent}.${property}`;
}

const deepest = 16;

/**
 * U+0000 and lone surrogates: the log could carry them; database text and RFC 8785 cannot.
 * Nothing that is documented nests deeper than `deepest`.
 */
function unreadableText(value: unknown, path: string, depth = 0): InputError[] {
  if (typeof value === 'string') {
    const isReadable = !value.includes('\u0000') && value.isWellFormed();
    const message = 'holds U+0000 or a lone surrogate';
    return isReadable ? [] : [{ path, message, allowed: 'well-formed Unicode text' }];
  }
  if (typeof value !== 'object' || value === null) return [];
  if (depth > deepest) return [{ path: '', message: 'is nested too deeply' }];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...unreadableText(key, join(path, 'key')),
    ...unreadableText(inner, join(path, key), depth + 1),
  ]);
}
