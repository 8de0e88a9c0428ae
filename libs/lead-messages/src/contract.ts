import { breaksOf, type Schema } from './breaks';
import { asyncApiDocument } from './async-api';
import { leadMessages, schemaDocument } from './lead-messages';

/** The contract as files, by name: one JSON Schema (2020-12) for each message, and all of it as AsyncAPI. */
export function contractFiles(): ReadonlyMap<string, string> {
  const schemas = Object.values(leadMessages).map(
    (definition) => [`${definition.type}.json`, textOf(schemaDocument(definition))] as const,
  );
  return new Map([...schemas, ['asyncapi.json', textOf(asyncApiDocument())]]);
}

/**
 * What would break readers of the files that were released.
 * @param released by name, as {@link contractFiles} gave them then
 * @returns one sentence each
 */
export function contractBreaks(released: ReadonlyMap<string, string>): readonly string[] {
  const today = contractFiles();
  return [...released]
    .filter(([name]) => name !== 'asyncapi.json')
    .flatMap(([name, text]) => {
      const now = today.get(name);
      if (now === undefined) return [`${name} is published no longer`];
      const breaks = breaksOf(JSON.parse(text) as Schema, JSON.parse(now) as Schema);
      return breaks.map((sentence) => `${name}: ${sentence}`);
    });
}

function textOf(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
