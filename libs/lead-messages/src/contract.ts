import { breaksOf, type Schema } from './breaks';
import { asyncApiDocument } from './async-api';
import { leadMessages, schemaDocument } from './lead-messages';

const asyncApi = 'asyncapi.json';

/** The contract as files, by name: one JSON Schema (2020-12) for each message, and all of it as AsyncAPI. */
export function contractFiles(): ReadonlyMap<string, string> {
  const schemas = Object.values(leadMessages).map(
    (definition) => [`${definition.type}.json`, textOf(schemaDocument(definition))] as const,
  );
  return new Map([...schemas, [asyncApi, textOf(asyncApiDocument())]]);
}

/**
 * What would break readers of the files that were released.
 * @param released by name, as {@link contractFiles} gave them then
 * @returns one sentence each
 */
export function contractBreaks(released: ReadonlyMap<string, string>): readonly string[] {
  const today = contractFiles();
  return [...released].flatMap(([name, text]) => {
    const now = today.get(name);
    if (now === undefined) return [`${name} is published no longer`];
    const breaks =
      name === asyncApi
        ? headerBreaks(JSON.parse(text) as AsyncApi, JSON.parse(now) as AsyncApi)
        : breaksOf(JSON.parse(text) as Schema, JSON.parse(now) as Schema);
    return breaks.map((sentence) => `${name}: ${sentence}`);
  });
}

/** Our AsyncAPI document, as far as no file of a message says the same. */
interface AsyncApi {
  readonly components: {
    readonly messages: Readonly<
      Record<string, { readonly name: string; readonly headers: Schema }>
    >;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}

/** A message that is published no longer is told of by its own file. */
function headerBreaks(released: AsyncApi, today: AsyncApi): readonly string[] {
  const now = headersOf(today);
  return [...headersOf(released)].flatMap(([message, before]) => {
    const headers = now.get(message);
    if (headers === undefined) return [];
    return breaksOf(before, headers, 'the headers').map((sentence) => `${message}: ${sentence}`);
  });
}

/** By message, wherever they stand in the document. */
function headersOf({ components }: AsyncApi): ReadonlyMap<string, Schema> {
  return new Map(
    Object.values(components.messages).map(({ name, headers }) => {
      const { $ref } = headers;
      if (typeof $ref !== 'string') return [name, headers];
      return [name, components.schemas[$ref.split('/').at(-1)!]!];
    }),
  );
}

function textOf(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
