import Ajv2020, { type AnySchema } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { type Answer } from '../support/door';
import { type ApiDocument, type ApiOperation } from './api-operations';

/** What is wrong with an answer by the document, fields that it does not name included. */
export type CheckAnswer = (operation: ApiOperation, answer: Answer) => readonly unknown[];

export function answerCheck({ components }: ApiDocument): CheckAnswer {
  const schemas = Object.entries(components.schemas).map(([name, schema]) => [
    name,
    { additionalProperties: false, ...schema },
  ]);
  const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
  ajv.addSchema({ components: { schemas: Object.fromEntries(schemas) as AnySchema } }, 'door');
  return ({ responses }, { status, headers, body, text }) => {
    const type = String(headers['content-type']).split(';')[0]!;
    const schema = responses[status]?.content?.[type]?.schema;
    if (schema === undefined) return [`${status} as ${type} is not documented`];
    const absolute = JSON.stringify(schema).replaceAll('"#/', '"door#/');
    const check = ajv.compile(JSON.parse(absolute) as AnySchema);
    return check(type.endsWith('json') ? body : text) ? [] : check.errors!;
  };
}
