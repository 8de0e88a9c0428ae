import { type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { type RuleContext } from './field';
import { type InputError, InvalidInput } from './problem';

type Constructor<T> = new () => T;

const notAField = 'is not a field of this request';

/**
 * A value as its DTO: unknown fields refused, every problem named by path.
 * @throws InvalidInput
 */
export async function parse<T extends object>(
  dto: Constructor<T>,
  value: unknown,
  path = '',
): Promise<T> {
  const refused = unacceptable(value, path);
  if (refused.length > 0) throw new InvalidInput(refused);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidInput([{ path, message: 'is no object', allowed: 'a JSON object' }]);
  }
  const instance = plainToInstance(dto, value, { exposeDefaultValues: true });
  const errors = await validate(instance, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length > 0)
    throw new InvalidInput(errors.flatMap((error) => inputErrors(error, path)));
  return instance;
}

/** Every body and query goes through {@link parse}; a body left out is one without fields. */
export class InputPipe implements PipeTransform {
  async transform(value: unknown, { metatype, type }: ArgumentMetadata): Promise<unknown> {
    const isDto = metatype !== undefined && metatype !== Object && metatype !== String;
    if (type === 'custom' || type === 'param' || !isDto) return value;
    const isAbsent = type === 'body' && value === undefined;
    return parse(metatype as Constructor<object>, isAbsent ? {} : value);
  }
}

function inputErrors(error: ValidationError, parent: string): InputError[] {
  const path = join(parent, error.property);
  const contexts = (error.contexts ?? {}) as Record<string, RuleContext>;
  const own = Object.entries(error.constraints ?? {}).map(([name, message]) => {
    if (name === 'whitelistValidation') return { path, message: notAField };
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
 * What no field may hold, whatever the DTO says: names that every object inherits (a DTO would take
 * them for its own), nesting beyond anything documented, and text that is no text.
 */
function unacceptable(value: unknown, path: string, depth = 0): InputError[] {
  if (typeof value === 'string') return unreadableText(value, path);
  if (typeof value !== 'object' || value === null) return [];
  if (depth > deepest) return [{ path: '', message: 'is nested too deeply' }];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = join(path, key);
    if (key in Object.prototype) return [{ path: here, message: notAField }];
    return [...unreadableText(key, join(path, 'key')), ...unacceptable(inner, here, depth + 1)];
  });
}

/**
 * U+0000 and lone surrogates: the log could carry them; database text and RFC 8785 cannot. Other
 * control characters are for notes alone: a name or a form with a line feed could forge a line.
 */
function unreadableText(text: string, path: string): InputError[] {
  if (text.includes('\u0000') || !text.isWellFormed()) {
    const message = 'holds U+0000 or a lone surrogate';
    return [{ path, message, allowed: 'well-formed Unicode text' }];
  }
  const isNote = path === 'note' || path.endsWith('.note');
  if (!(isNote ? controlsInNotes : controls).test(text)) return [];
  const allowed = isNote ? 'text; of control characters only tab and line end' : 'text on one line';
  return [{ path, message: 'holds a control character', allowed }];
}

const controls = /\p{Cc}/u;
const controlsInNotes = /(?![\t\n\r])\p{Cc}/u;
