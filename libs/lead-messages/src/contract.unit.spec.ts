import { type Schema } from './breaks';
import { contractBreaks, contractFiles } from './contract';
import { leadMessages } from './lead-messages';

const name = 'asyncapi.json';
const types = Object.values(leadMessages).map(({ type }) => type);

interface Document {
  channels: Record<string, { address: string }>;
  components: {
    messages: Record<string, { headers: Schema; bindings: { kafka: { key: Schema } } }>;
    schemas: { headers: Required<Pick<Schema, 'properties' | 'required'>> };
  };
}

/** What breaks if this had been released. */
function breaksAfter(change: (released: Document) => void): readonly string[] {
  const released = JSON.parse(contractFiles().get(name)!) as Document;
  change(released);
  return contractBreaks(new Map([[name, JSON.stringify(released)]]));
}

/** The same for headers that all messages had. */
const breaksOfHeaders = (
  change: (headers: Document['components']['schemas']['headers']) => object,
) =>
  breaksAfter(({ components: { schemas } }) => {
    schemas.headers = { ...schemas.headers, ...change(schemas.headers) };
  });

describe('the headers of released messages', () => {
  it('may be described in other words, and optional ones be added', () => {
    expect(breaksAfter(() => undefined)).toEqual([]);
    const before = breaksOfHeaders(({ properties: { ce_tracestate: _, ...others } }) => ({
      properties: { ...others, ce_id: { ...others.ce_id, description: 'as it was' } },
    }));
    expect(before).toEqual([]);
  });

  it.each<[string, Parameters<typeof breaksOfHeaders>[0], string]>([
    [
      'loses one',
      ({ properties }) => ({ properties: { ...properties, ce_tenant: { type: 'string' } } }),
      'the headers.ce_tenant is gone',
    ],
    [
      'declares one otherwise',
      ({ properties }) => ({ properties: { ...properties, ce_id: { type: 'string' } } }),
      'the headers.ce_id is declared otherwise: [{"format":"uuid","type":"string"},false]',
    ],
    [
      'asks for one that may be missing',
      ({ required }) => ({ required: required.filter((one) => one !== 'ce_correlationid') }),
      'the headers.ce_correlationid must be there now',
    ],
    [
      'lets one be missing',
      ({ required }) => ({ required: [...required, 'ce_causationid'] }),
      'the headers.ce_causationid may be missing now',
    ],
  ])('break the readers of every message when a release %s', (_, change, sentence) =>
    expect(breaksOfHeaders(change)).toEqual(types.map((type) => `${name}: ${type}: ${sentence}`)),
  );

  it('are looked at where a message has its own', () => {
    const breaks = breaksAfter(({ components: { messages, schemas } }) => {
      const { properties } = schemas.headers;
      const own = {
        ...schemas.headers,
        properties: { ...properties, ce_form: { type: 'string' } },
      };
      messages.LeadScored!.headers = own;
    });
    expect(breaks).toEqual([
      `${name}: ${leadMessages.LeadScored.type}: the headers.ce_form is gone`,
    ]);
  });
});

describe('where released messages are', () => {
  it('breaks their readers when it is another topic, or none', () => {
    const moved = breaksAfter(({ channels }) => {
      channels.leadEvents = { address: 'tasuki.leads' };
    });
    expect(moved).toEqual([`${name}: tasuki.leads is tasuki.lead-events.v1 now`]);
    const gone = breaksAfter(({ channels }) => {
      channels.deals = { address: 'tasuki.deals' };
    });
    expect(gone).toEqual([`${name}: tasuki.deals is gone`]);
  });

  it('breaks them when the key of a record is something else', () => {
    const breaks = breaksAfter(({ components }) => {
      components.messages.LeadScored!.bindings.kafka.key = { type: 'string' };
    });
    expect(breaks).toEqual([
      `${name}: ${leadMessages.LeadScored.type}: the key is declared otherwise: [{"format":"uuid","type":"string"},false]`,
    ]);
  });
});
