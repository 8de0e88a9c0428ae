import fc from 'fast-check';
import { type ApiDocument, type Schema } from './api-operations';
import { hostileTo } from './hostile-values';

/** A place in the example of a body. */
interface Place {
  readonly path: readonly (string | number)[];
  readonly schema: Schema;
  readonly isNullable: boolean;
}

type Schemas = ApiDocument['components']['schemas'];

/** The schema itself, behind references and the choice of `null`. */
function plain(schema: Schema, schemas: Schemas): { schema: Schema; isNullable: boolean } {
  const { $ref, allOf, oneOf, ...own } = schema;
  if ($ref !== undefined) return plain(schemas[$ref.split('/').at(-1)!]!, schemas);
  if (allOf !== undefined) {
    const { schema: inner } = plain(allOf[0]!, schemas);
    return { schema: { ...inner, ...own }, isNullable: false };
  }
  if (oneOf !== undefined) {
    const { schema: inner } = plain(oneOf[0]!, schemas);
    return { schema: { ...inner, ...own }, isNullable: true };
  }
  return { schema, isNullable: false };
}

function placesIn(
  value: unknown,
  of: Schema,
  schemas: Schemas,
  path: Place['path'] = [],
): readonly Place[] {
  const { schema, isNullable } = plain(of, schemas);
  const here = { path, schema, isNullable };
  if (Array.isArray(value)) {
    const inside = value.slice(0, 1) as readonly unknown[];
    return [here, ...inside.flatMap((v) => placesIn(v, schema.items!, schemas, [...path, 0]))];
  }
  if (typeof value !== 'object' || value === null) return [here];
  const fields = Object.entries(value).flatMap(([name, inner]) =>
    placesIn(inner, schema.properties![name]!, schemas, [...path, name]),
  );
  return [here, ...fields];
}

const mark = '@@hostile@@';

/** A body with what stands at a place changed; `undefined` takes it away. */
function changed(
  value: unknown,
  [key, ...rest]: Place['path'],
  change: (inner: unknown) => unknown,
): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) =>
      index === key ? changed(item, rest, change) : item,
    );
  }
  const fields = value as Readonly<Record<string, unknown>>;
  return { ...fields, [key]: changed(fields[key], rest, change) };
}

const inherited = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then'];
const strangeNames = fc.oneof(
  fc.constantFrom(...inherited, '', ' ', 'leadID', 'items[0]', '$where', 'a\u0000b', '\ud83d'),
  fc.integer({ min: 1, max: 10_000 }).map((length) => 'x'.repeat(length)),
);
const strangeValues = fc.constantFrom('1', 'null', '{}', '"x"', '{"prototype":{"isAdmin":true}}');

/** Texts that are no body of the operation, each by one thing that is wrong with it. */
export function hostileBodies(
  example: unknown,
  schema: Schema,
  { schemas }: ApiDocument['components'],
): fc.Arbitrary<string> {
  const places = placesIn(example, schema, schemas);
  const objects = places.filter((place) => place.schema.properties !== undefined);
  const required = objects.flatMap((place) =>
    (place.schema.required ?? []).map((name) => [...place.path, name]),
  );
  const good = JSON.stringify(example);

  /** What is no JSON value takes the place of the mark, once all around it is text. */
  const textOf = (path: Place['path'], change: (inner: unknown) => unknown, marked = '', by = '') =>
    JSON.stringify(changed(example, path, change)).replace(marked, () => by);

  const wrong = fc
    .constantFrom(...places)
    .chain(({ path, schema: there, isNullable }) =>
      hostileTo(there, isNullable).map((text) => textOf(path, () => mark, `"${mark}"`, text)),
    );
  const extra = fc
    .tuple(fc.constantFrom(...objects), strangeNames, strangeValues)
    .map(([{ path }, name, text]) =>
      textOf(
        path,
        (inner) => ({ ...(inner as object), [mark]: 0 }),
        `"${mark}":0`,
        `${JSON.stringify(name)}:${text}`,
      ),
    );
  const missing = required.map((path) => textOf(path, () => undefined));
  const broken = fc.oneof(
    fc.integer({ min: 1, max: good.length - 1 }).map((length) => good.slice(0, length)),
    fc.constantFrom(`${good}x`, `${good}${good}`, `'${good}'`, `{,${good.slice(1)}`, `${good},`),
    fc.constantFrom('undefined', 'NaN', '{a:1}', "{'a':1}", '{"a":\n', '"\u0001"', '//', '\u0000'),
  );
  // No body is one without fields: wrong only where one must be there.
  const none = (places[0]!.schema.required ?? []).length === 0 ? [] : [''];
  const missingOne = missing.length === 0 ? [] : [fc.constantFrom(...none, ...missing)];
  return fc.oneof(
    { weight: 6, arbitrary: wrong },
    { weight: 3, arbitrary: extra },
    broken,
    ...missingOne,
  );
}
