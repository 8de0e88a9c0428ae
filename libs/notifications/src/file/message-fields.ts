import { contractFiles, leadMessages } from '@tasuki/lead-messages';
import { Compile } from 'typebox/compile';

/** What of JSON Schema the contract of the messages uses. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Message types by what rules call them: `sla-warned` is `com.tasuki.lead.sla-warned.v1`. */
export const messageTypes: ReadonlyMap<string, string> = new Map(
  Object.values(leadMessages).map(({ type }) => [
    type.replace(/^com\.tasuki\.lead\./, '').replace(/\.v\d+$/, ''),
    type,
  ]),
);

const contract = contractFiles();

/** All of a message's data. @param type such as `com.tasuki.lead.sla-warned.v1` */
export function dataOf(type: string): Schema {
  return JSON.parse(contract.get(`${type}.json`)!) as Schema;
}

/** The fields of something, by name; none when it is a single value or a list. */
export function fieldsOf({ properties, anyOf = [] }: Schema): ReadonlyMap<string, Schema> {
  return new Map([
    ...Object.entries(properties ?? {}),
    ...anyOf.flatMap((one) => [...fieldsOf(one)]),
  ]);
}

/** Whether something is text, a number, true or false, or nothing. */
export function isSingle({ type, anyOf, properties }: Schema): boolean {
  if (anyOf !== undefined) return anyOf.every(isSingle);
  return properties === undefined && type !== 'array' && type !== 'object';
}

export function allows(schema: Schema, value: unknown): boolean {
  return Compile(schema).Check(value);
}

/** What may stand there, in words. */
export function allowedIn({ type, enum: values, const: only, anyOf }: Schema): string {
  if (anyOf !== undefined) return anyOf.map(allowedIn).join(', ');
  if (only !== undefined) return JSON.stringify(only);
  return values?.join(', ') ?? type ?? 'anything';
}
