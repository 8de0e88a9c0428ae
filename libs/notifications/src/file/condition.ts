import { recordIn, shownPlain, wrongField } from '@tasuki/platform';
import { saidOf } from './given';
import { allowedIn, allows, dataOf, fieldsOf, isSingle } from './message-fields';

/** What text, a number, true or false or nothing is in JSON. */
export type Scalar = string | number | boolean | null;

/** A field of a message's data that has to have one of these values. */
export interface Condition {
  readonly path: readonly string[];
  readonly values: readonly Scalar[];
}

/**
 * @param on the type of the message: a field or a value that it cannot have is an error, as such a
 * rule would never tell anybody anything
 * @throws SettingsUnreadable
 */
export function conditionsIn(given: unknown, at: string, on: string): readonly Condition[] {
  const asked = recordIn(given, at, 'fields of the message, with the values that they may have');
  return Object.entries(asked).map(([dotted, value]) => {
    const path = dotted.split('.');
    const schema = fieldAt(path, at, on);
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    const wrong = values.find((one) => !allows(schema, one));
    if (values.length > 0 && wrong === undefined) return { path, values: values as Scalar[] };
    throw wrongField(`${at}.${dotted}`, saidOf(wrong ?? []), allowedIn(schema));
  });
}

function fieldAt(path: readonly string[], at: string, on: string) {
  let place = at;
  let schema = dataOf(on);
  for (const name of path) {
    const fields = fieldsOf(schema);
    const field = fields.get(name);
    const allowed = [...fields.keys()].join(', ') || 'no further field';
    if (field === undefined) throw wrongField(place, `has the field ${shownPlain(name)}`, allowed);
    place = `${place}.${name}`;
    schema = field;
  }
  if (isSingle(schema)) return schema;
  const fields = [...fieldsOf(schema).keys()].map((name) => `${path.join('.')}.${name}`);
  throw wrongField(place, 'is no single value', fields.join(', ') || 'a field that is one');
}
