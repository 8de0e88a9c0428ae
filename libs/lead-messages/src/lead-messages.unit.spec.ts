import { isImported, type LeadEvent, leadStream, type RecordedLeadEvent } from '@tasuki/lead';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { idOf } from '../../lead/src/given-when-then.spec-support';
import { walk } from '../../lead/src/lead.arbitrary.spec-support';
import { live } from '../../lead/src/lives.spec-support';
import { asyncApiDocument } from './async-api';
import { type Schema } from './breaks';
import { fromBinaryMode, inBinaryMode, NoLeadMessage } from './cloud-events';
import { type LeadEventInLog, messageOf, stageAfter } from './lead-message';
import { dataSchema, exampleOf, leadMessages, schemaDocument } from './lead-messages';

const types = Object.keys(leadMessages) as LeadEvent['type'][];
const leadId = idOf(1);

const asJson = (value: unknown) => JSON.parse(JSON.stringify(value)) as Schema;

/** Leads that went every way, by real commands: each event with the lead's stage before it. */
const told = fc
  .sample(walk, { numRuns: 300, seed: 1 })
  .map(live)
  .flatMap(({ events, states }) =>
    events.map((event, index) => ({ event, before: states[index]!.stage })),
  );
const first = told.find(({ event }) => event.type === 'LeadCaptured')!.event;
const toldOf = (type: LeadEvent['type']) => told.filter(({ event }) => event.type === type);

function inLog(event: RecordedLeadEvent): LeadEventInLog {
  return {
    ...event,
    stream: leadStream(leadId),
    position: '00000000000000000042',
    metadata: {
      correlationId: idOf(7),
      causationId: null,
      actor: { subject: 'aiko', department: 'inside_sales' },
      trace: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
    },
  };
}

describe('the messages of a lead', () => {
  it('are named as CloudEvents ask for, each once, in one sentence each', () => {
    const names = Object.values(leadMessages).map(({ type }) => type);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^com\.tasuki\.lead\.[a-z-]+\.v\d+$/);
    expect(leadMessages.LeadMarketingQualified.type).toBe('com.tasuki.lead.marketing-qualified.v1');
    for (const { about } of Object.values(leadMessages)) expect(about).toMatch(/^[A-Z].*\.$/);
  });

  it.each(types)('%s: the example is as the schema says', (type) => {
    const definition = leadMessages[type];
    const example = exampleOf(definition);
    expect([...Compile(dataSchema(definition)).Errors(example)]).toEqual([]);
    expect(schemaDocument(definition)).toMatchObject({ examples: [example] });
  });

  it.each(types)('%s: says what is declared, and nothing else', (type) => {
    const schema = dataSchema(leadMessages[type]);
    const compiled = Compile(schema);
    expect(toldOf(type).length).toBeGreaterThan(0);
    for (const { event, before } of toldOf(type)) {
      const { data } = messageOf(inLog(event), before, '/tasuki');
      expect([...compiled.Errors(data)]).toEqual([]);
      expect(undeclared(asJson(schema), asJson(data))).toEqual([]);
    }
  });

  it('hold nothing sealed, no note and no identity', () => {
    for (const { event, before } of told) {
      const text = JSON.stringify(messageOf(inLog(event), before, '/tasuki'));
      expect(text).not.toContain('sealed.v1.');
      expect(text).not.toContain('"note"');
      expect(text).not.toMatch(/"kind":"(email|external)"/);
    }
  });

  it('say where the lead was, and where it is, whenever that changes', () => {
    for (const { event, before } of told) {
      const { data } = messageOf(inLog(event), before, '/tasuki');
      const after = stageAfter(before, event);
      if (after === before) expect(data.stage).toBeUndefined();
      else expect(data.stage).toEqual({ from: before, to: after });
    }
  });

  it('follow the stages that the lead itself has', () => {
    for (const { events, states } of fc.sample(walk, { numRuns: 100, seed: 2 }).map(live)) {
      events.forEach((event, index) =>
        expect(stageAfter(states[index]!.stage, event)).toBe(states[index + 1]!.stage),
      );
    }
  });

  it('mark history that was imported, and nothing else', () => {
    for (const { event, before } of told) {
      const { data } = messageOf(inLog(event), before, '/tasuki');
      expect(data.imported ?? false).toBe(isImported(event));
    }
  });
});

describe('a message in binary mode', () => {
  it('has its attributes in headers, and comes back as it was', () => {
    fc.assert(
      fc.property(fc.constantFrom(...told), ({ event, before }) => {
        const message = messageOf(inLog(event), before, '/tasuki');
        const binary = inBinaryMode(message);
        expect(binary.headers).toMatchObject({
          'content-type': 'application/json',
          ce_specversion: '1.0',
          ce_id: message.id,
          ce_type: message.type,
          ce_source: '/tasuki',
          ce_subject: leadId,
          ce_time: event.recordedAt,
          ce_streamversion: `${event.version}`,
          ce_traceparent: message.traceparent,
        });
        expect(fromBinaryMode(binary)).toEqual(JSON.parse(JSON.stringify(message)));
      }),
    );
  });

  it('has the headers that the contract declares: all of them, or those that it requires', () => {
    const { headers: declared } = (
      asyncApiDocument() as { components: { schemas: { headers: Schema } } }
    ).components.schemas;
    const valid = addFormats(new Ajv2020({ strict: false })).compile(declared);
    const event = inLog(first);
    const { trace: _, ...least } = event.metadata;
    const trace = { traceparent: event.metadata.trace!.traceparent, tracestate: 'tasuki=1' };
    const most = { ...least, causationId: idOf(8), trace };
    const headersOf = (metadata: LeadEventInLog['metadata']) =>
      inBinaryMode(messageOf({ ...event, metadata }, null, '/tasuki')).headers;
    for (const [metadata, names] of [
      [most, Object.keys(declared.properties!)],
      [least, declared.required!],
    ] as const) {
      const headers = headersOf(metadata);
      expect(Object.keys(headers).sort()).toEqual([...names].sort());
      expect([valid(headers), valid.errors]).toEqual([true, null]);
    }
  });

  it.each([
    ['ce_id', undefined, 'it has no ce_id'],
    ['ce_specversion', '0.3', 'its ce_specversion is not 1.0'],
    [
      'ce_type',
      'com.tasuki.lead.seen-on-the-moon.v1',
      'its ce_type is none that this release knows',
    ],
    ['ce_subject', 'aiko', 'its ce_subject is no id of a lead'],
    ['ce_position', '7', 'its ce_position is not 20 digits'],
    ['ce_streamversion', 'x', 'its ce_streamversion is no whole number from 1 on'],
  ])('is none with %s: %s', (name, value, sentence) => {
    const { headers, body } = inBinaryMode(messageOf(inLog(first), null, '/tasuki'));
    const { [name]: _, ...others } = headers;
    const broken = { ...others, ...(value !== undefined && { [name]: value }) };
    expect(() => fromBinaryMode({ headers: broken, body })).toThrow(new NoLeadMessage(sentence));
  });

  it.each(['{', 'null', '[]', '7'])('is none when its body is no JSON object: %s', (body) => {
    const { headers } = inBinaryMode(messageOf(inLog(first), null, '/tasuki'));
    expect(() => fromBinaryMode({ headers, body })).toThrow(NoLeadMessage);
  });
});

/** Paths of what is said and declared nowhere: a schema of this contract takes what it does not know. */
function undeclared(schema: Schema, value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      undeclared(schema.items ?? {}, item, `${path}[${index}]`),
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  const oneOf = (schema.anyOf ?? []) as readonly Schema[];
  const declared =
    schema.properties ?? oneOf.find(({ properties }) => properties)?.properties ?? {};
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = `${path}.${key}`;
    return declared[key] === undefined ? [at] : undeclared(declared[key], inner, at);
  });
}
