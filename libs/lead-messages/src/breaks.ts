/** A JSON Schema, as far as messages use it. */
export interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly [keyword: string]: unknown;
}

const wording = new Set(['title', 'description', '$id', '$schema', 'examples', 'example']);
const structure = new Set(['properties', 'required', 'items']);

/**
 * What of a schema would break a reader of the released one; within a major version only optional
 * fields may be added.
 * @returns one sentence each, naming the field
 */
export function breaksOf(released: Schema, today: Schema, path = 'the data'): readonly string[] {
  const fields = Object.entries(released.properties ?? {}).flatMap(([name, before]) => {
    const now = today.properties?.[name];
    const at = `${path}.${name}`;
    return now === undefined ? [`${at} is gone`] : breaksOf(before, now, at);
  });
  const items =
    released.items === undefined || today.items === undefined
      ? []
      : breaksOf(released.items, today.items, `${path}[]`);
  return [
    ...(says(released) === says(today) ? [] : [`${path} is declared otherwise: ${says(today)}`]),
    ...requirements(released, today, path),
    ...fields,
    ...items,
  ];
}

function requirements(released: Schema, today: Schema, path: string): readonly string[] {
  const [before, now] = [released.required ?? [], today.required ?? []];
  const known = released.properties ?? {};
  const eased = before.filter((name) => !now.includes(name) && today.properties?.[name]);
  const demanded = now.filter((name) => !before.includes(name));
  return [
    ...eased.map((name) => `${path}.${name} may be missing now`),
    ...demanded.map((name) =>
      name in known
        ? `${path}.${name} must be there now`
        : `${path}.${name} is new and must be there`,
    ),
  ];
}

/** Everything but its fields and its wording. */
function says(schema: Schema): string {
  const kept = Object.entries(schema).filter(([key]) => !wording.has(key) && !structure.has(key));
  const hasItems = schema.items !== undefined;
  return JSON.stringify([Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))), hasItems]);
}
