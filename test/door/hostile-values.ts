import fc from 'fast-check';
import { type Schema } from './api-operations';

/** JSON texts, as no `JSON.stringify` would write them all. */
type JsonText = fc.Arbitrary<string>;

const json = (value: unknown) => JSON.stringify(value);
const anyOf = (...values: readonly unknown[]): JsonText => fc.constantFrom(...values.map(json));

/** What no field takes: nested beyond anything, or thousands of what nobody asked for. */
const monsters: JsonText = fc.oneof(
  fc.integer({ min: 20, max: 3_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  fc
    .integer({ min: 20, max: 3_000 })
    .map((depth) => '{"a":'.repeat(depth) + '0' + '}'.repeat(depth)),
  fc.integer({ min: 1_001, max: 20_000 }).map((length) => json(Array(length).fill(0))),
);

/** Control characters that not even a note may hold, and halves of surrogate pairs. */
const unreadable = fc.oneof(
  fc.constantFrom('\u0000', '\u0007', '\u001b', '\u007f', '\u0085', '\u009f'),
  fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit)),
);

const notTexts: JsonText = anyOf(0, -1, 1.5, 1e308, true, false, {}, [], ['x'], { toString: 'x' });
const notWords = anyOf(
  '',
  ' ',
  '\t',
  'NaN',
  '<script>',
  "' or 1=1 --",
  '../../etc/passwd',
  'é'.repeat(9),
);

function hostileTexts({ maxLength, pattern, format, enum: choices, example }: Schema): JsonText {
  const sample = typeof example === 'string' ? example : 'x';
  const isFree =
    format === undefined && choices === undefined && [undefined, '\\S'].includes(pattern);
  const spoilt = fc
    .tuple(unreadable, fc.nat(sample.length))
    .map(([bad, at]) => json(sample.slice(0, at) + bad + sample.slice(at)));
  const tooLong = fc
    .integer({ min: 1, max: 50_000 })
    .map((more) => json('x'.repeat((maxLength ?? 300) + more)));
  const badWords = notWords.filter(
    (text) => !new RegExp(pattern ?? '^$').test(String(JSON.parse(text))),
  );
  return fc.oneof(notTexts, spoilt, tooLong, isFree ? anyOf('', ' ', '\n\t ') : badWords);
}

function hostileNumbers({ minimum = 0, maximum = 0 }: Schema): JsonText {
  const asTexts = ['NaN', 'Infinity', '0x10', '1e3', `${minimum}`, ''];
  return fc.oneof(
    anyOf(...asTexts, true, false, [], {}, [minimum], minimum + 0.5, minimum - 1, maximum + 1),
    fc.constantFrom(
      '1e308',
      '1e400',
      '-1e400',
      '99999999999999999999999',
      'NaN',
      'Infinity',
      '0x10',
    ),
  );
}

/** Every JSON text that a field of this schema must refuse; `null` where it may not be said. */
export function hostileTo(schema: Schema, isNullable: boolean): JsonText {
  const nulls = isNullable ? [] : [fc.constant('null')];
  return fc.oneof(monsters, ofType(schema), ...nulls);
}

function ofType(schema: Schema): JsonText {
  const { type, maxItems, minItems, minProperties, example } = schema;
  switch (type) {
    case 'string':
      return hostileTexts(schema);
    case 'integer':
      return hostileNumbers(schema);
    case 'boolean':
      return anyOf('true', 'yes', 0, 1, [], {}, [true]);
    case 'array': {
      const tooMany = json(Array((maxItems ?? 0) + 1).fill(example ?? {}));
      const tooFew = minItems === undefined ? [] : [fc.constant('[]')];
      return fc.oneof(anyOf('x', 0, true, {}, ['x'], [0], [[]]), fc.constant(tooMany), ...tooFew);
    }
    case 'object': {
      const empty = minProperties === undefined ? [] : [fc.constant('{}')];
      return fc.oneof(anyOf('x', 0, true, [], [{}], '{}'), ...empty);
    }
    default:
      throw new Error(`what is hostile to ${json(schema)}?`);
  }
}
