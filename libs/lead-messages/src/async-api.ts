import { common, type MessageDefinition } from './define-message';
import { dataSchema, exampleOf, leadMessages } from './lead-messages';

/** Where the messages are published. */
export const leadTopic = 'tasuki.lead-events.v1';

const text = { type: 'string' } as const;
const instant = { type: 'string', format: 'date-time' } as const;

/** The CloudEvents attributes of a message, as Kafka headers (binary mode). */
const headers = {
  type: 'object',
  required: [
    'content-type',
    ...['specversion', 'id', 'type', 'source', 'subject', 'time'].map((name) => `ce_${name}`),
    ...['streamversion', 'position', 'correlationid'].map((name) => `ce_${name}`),
  ],
  properties: {
    'content-type': { const: 'application/json' },
    ce_specversion: { const: '1.0' },
    ce_id: { ...text, format: 'uuid', description: 'The same message has the same id.' },
    ce_type: { ...text, description: 'The name of the message, with its major version.' },
    ce_source: { ...text, description: 'The installation that publishes.' },
    ce_subject: { ...text, format: 'uuid', description: 'The lead; also the key of the record.' },
    ce_time: { ...instant, description: 'When Tasuki recorded it.' },
    ce_streamversion: {
      ...text,
      pattern: '^[1-9][0-9]*$',
      description: 'Counts the messages of one lead from 1 on, without gaps.',
    },
    ce_position: { ...text, description: 'Of the log; its lexical order is the order of the log.' },
    ce_correlationid: { ...text, description: 'What belongs together bears the same one.' },
    ce_causationid: { ...text, description: 'The message that made somebody act.' },
    ce_traceparent: { ...text, description: 'W3C Trace Context.' },
    ce_tracestate: { ...text, description: 'W3C Trace Context.' },
  },
} as const;

/** The contract as an AsyncAPI 3 document. */
export function asyncApiDocument(): Readonly<Record<string, unknown>> {
  const messages = Object.entries(leadMessages) as readonly [string, MessageDefinition][];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Tasuki lead events',
      version: '1.0.0',
      description: [
        'What happens to leads, one message for each event of a lead, in the order of its stream.',
        'The key of a record is the lead’s id, so all messages of a lead are in one partition. Delivery is at least once: drop what is not newer than the last `ce_streamversion` of that lead.',
        'Within a major version only optional fields are added; take fields and messages that you do not know.',
        'No personal data: of personal fields the names are told.',
      ].join('\n\n'),
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: {
      leadEvents: {
        address: leadTopic,
        description: 'All events of all leads.',
        messages: Object.fromEntries(
          messages.map(([event]) => [event, { $ref: `#/components/messages/${event}` }]),
        ),
      },
    },
    operations: {
      publishLeadEvents: { action: 'send', channel: { $ref: '#/channels/leadEvents' } },
    },
    components: {
      messages: Object.fromEntries(messages.map(([event, one]) => [event, messageIn(one)])),
      schemas: { headers },
    },
  };
}

function messageIn(definition: MessageDefinition) {
  const { type, about } = definition;
  return {
    name: type,
    title: titleOf(type),
    summary: about,
    contentType: 'application/json',
    headers: { $ref: '#/components/schemas/headers' },
    payload: dataSchema(definition),
    bindings: { kafka: { key: { ...common.leadId, description: 'The lead’s id.' } } },
    examples: [{ name: 'example', payload: exampleOf(definition) }],
  };
}

/** `com.tasuki.lead.marketing-qualified.v1` → `marketing qualified` */
function titleOf(type: string): string {
  return type.split('.').at(-2)!.replaceAll('-', ' ');
}
