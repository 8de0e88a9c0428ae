import { type LeadEvent } from '@tasuki/lead';
import { Type, type Static } from 'typebox';
import { dealMessages } from './deal-messages';
import { common, type MessageDefinition } from './define-message';
import { factMessages } from './fact-messages';
import { handoffMessages } from './handoff-messages';
import { slaMessages } from './sla-messages';

/** The published contract: each event of a lead gives exactly one of these. */
export const leadMessages = {
  ...factMessages,
  ...handoffMessages,
  ...dealMessages,
  ...slaMessages,
} satisfies Record<LeadEvent['type'], MessageDefinition>;

type Messages = typeof leadMessages;

/** What the message of an event says of its own, beside what every message says. */
export type OwnData<T extends LeadEvent['type']> = Static<
  ReturnType<typeof Type.Object<Messages[T]['properties']>>
>;

/** All of a message's data. */
export function dataSchema({ type, about, properties }: MessageDefinition) {
  return Type.Object({ ...common, ...properties }, { title: type, description: about });
}

/** The same as a document of its own (JSON Schema 2020-12). */
export function schemaDocument(definition: MessageDefinition): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${definition.type}.json`,
    ...dataSchema(definition),
    examples: [exampleOf(definition)],
  };
}

/** A whole example of a message's data. */
export function exampleOf({ example }: MessageDefinition): Readonly<Record<string, unknown>> {
  return {
    leadId: 'c7d52a06-2bdf-5217-80b8-3b01c26849e0',
    version: 9,
    recordedAt: '2026-11-24T01:30:00.000Z',
    actor: { subject: 'mika', department: 'inside_sales' },
    ...example,
  };
}
