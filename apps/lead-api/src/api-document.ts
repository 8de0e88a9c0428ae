import { type INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ProblemDto } from './dto/answers';
import { exampleOf, type Schema } from './example-of';
import { type Operation, problemAnswers } from './problem-answers';

const description = `The lead lifecycle: capture, score, hand over, learn. Every step an event.

A 2xx is durable. A 4xx was never written. Of 503, \`outcome_unknown\` alone may have been: repeating
it with the same \`Idempotency-Key\` settles it. Every problem is \`application/problem+json\` with a
stable \`code\`. Besides what stands at each operation, any path may answer 404 \`no_such_route\`, 405
\`method_not_allowed\`, 408 \`request_timeout\`, 414 \`path_too_long\`, 431 \`headers_too_large\` and
500 \`internal_error\`.`;

const tags = {
  leads: 'Capture a lead, find it, read it.',
  profile: 'Who a lead is, and what it allows us to do with that.',
  activities: 'What a lead did, and what we did to reach it.',
  handoff: 'From marketing to inside sales to sales, and back.',
  slas: "Deadlines: whoever's turn it is has one.",
  deals: 'What became of a lead, and what marketing is to learn from it.',
  queues: 'Who waits for whom.',
  events: 'What happens to leads, for other services.',
  reports: 'How deadlines were kept.',
  calendars: 'Working time, by which deadlines are set.',
  people: 'Who leads are assigned to.',
  notifications: 'Who is told of what happens, and what became of it.',
  operation: 'For whoever runs Tasuki.',
};

/**
 * The OpenAPI document: what the decorators say, and besides for every operation a whole example of
 * its body and each problem that it can answer. An operation is named by its method in the
 * controller, so that name is part of the published interface.
 */
export function apiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Tasuki')
    .setDescription(description)
    .setVersion('1')
    .addBearerAuth();
  for (const [name, meaning] of Object.entries(tags)) builder.addTag(name, meaning);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: (_, method) => method,
    extraModels: [ProblemDto],
  });
  const schemas = document.components?.schemas ?? {};
  for (const { path, operation } of operationsOf(document)) {
    const fields = addExample(operation, schemas);
    Object.assign(operation.responses, problemAnswers(path, operation, fields));
  }
  return document;
}

const methods = ['get', 'post', 'patch', 'put'] as const;

function operationsOf({ paths }: OpenAPIObject) {
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ path, operation }];
    }),
  );
}

/** @returns the names of the fields of the body; none when it takes no body */
function addExample({ requestBody }: Operation, schemas: Record<string, Schema>): string[] {
  if (requestBody === undefined || '$ref' in requestBody) return [];
  const media = requestBody.content['application/json']!;
  const example = exampleOf(media.schema!, schemas);
  if (media.examples === undefined) media.example = example;
  return Object.keys(example as object);
}
