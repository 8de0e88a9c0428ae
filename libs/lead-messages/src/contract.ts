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
        ? asyncApiBreaks(JSON.parse(text) as AsyncApi, JSON.parse(now) as AsyncApi)
        : breaksOf(JSON.parse(text) as Schema, JSON.parse(now) as Schema);
    return breaks.map((sentence) => `${name}: ${sentence}`);
  });
}

/** Our AsyncAPI document, as far as no file of a message says the same. */
interface AsyncApi {
  readonly channels: Readonly<Record<string, { readonly address: string }>>;
  readonly components: {
    readonly messages: Readonly<Record<string, Message>>;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}

interface Message {
  readonly name: string;
  readonly headers: Schema;
  readonly bindings: { readonly kafka: { readonly key: Schema } };
}

/** A message that is published no longer is told of by its own file. */
function asyncApiBreaks(released: AsyncApi, today: AsyncApi): readonly string[] {
  const now = new Map(outsideOfDataOf(today));
  return [
    ...addressBreaks(released, today),
    ...outsideOfDataOf(released).flatMap(([message, before]) => {
      const after = now.get(message);
      if (after === undefined) return [];
      return [
        ...breaksOf(before.headers, after.headers, 'the headers'),
        ...breaksOf(before.key, after.key, 'the key'),
      ].map((sentence) => `${message}: ${sentence}`);
    }),
  ];
}

function addressBreaks(released: AsyncApi, today: AsyncApi): readonly string[] {
  return Object.entries(released.channels).flatMap(([channel, { address }]) => {
    const now = today.channels[channel]?.address;
    if (now === address) return [];
    return [now === undefined ? `${address} is gone` : `${address} is ${now} now`];
  });
}

/** By message: its key, and its headers, wherever they stand in the document. */
function outsideOfDataOf({ components }: AsyncApi) {
  return Object.values(components.messages).map(({ name, headers, bindings }) => {
    const { $ref } = headers;
    const named = typeof $ref === 'string' ? components.schemas[$ref.split('/').at(-1)!]! : headers;
    return [name, { headers: named, key: bindings.kafka.key }] as const;
  });
}

function textOf(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
