import fc from 'fast-check';
import { type Parameter } from './api-operations';

const strangers = [
  '__proto__',
  'constructor',
  'surplus',
  '',
  'limit[]',
  'a%00b',
  '%zz',
  'x'.repeat(9_000),
];

/** Queries that an operation with these parameters must refuse; any at all, when it has none. */
export function hostileQueries(parameters: readonly Parameter[]): fc.Arbitrary<string> {
  const known = parameters.filter((one) => one.in === 'query');
  const unknown = fc.constantFrom(...strangers).map((name) => `${name}=1`);
  const wrong = known.map((one) =>
    fc.constantFrom(...wrongValues(one)).map((text) => `${one.name}=${text}`),
  );
  const twice = known.map(({ name, schema }) => {
    const [value = '1'] = (schema.enum ?? []) as readonly string[];
    return fc.constant(`${name}=${value}&${name}=${value}`);
  });
  return fc.oneof(unknown, ...wrong, ...twice);
}

function wrongValues({ name, schema }: Parameter): readonly string[] {
  const { type, format, pattern, enum: choices, maxLength = 0, maximum = 0 } = schema;
  const always = ['', '%00', '%07', '%20'];
  if (type === 'integer') {
    return [...always, 'x', '1e1', '0x10', '-1', '1.5', '+1', 'NaN', `${maximum + 1}`];
  }
  if (choices !== undefined || format !== undefined) return [...always, 'x', 'NaN', '%f0%9f%98%80'];
  const long = 'x'.repeat(Math.max(maxLength, 64) + 1);
  if (name === 'cursor') return [...always, long, 'x', 'bm9uZQ', 'WyJ4Il0', '%7B%7D'];
  return pattern === '\\S' ? [...always, long] : [...always, long, 'A%20B', '../x'];
}
