import { type LeadMessage } from './lead-message';
import { leadMessages } from './lead-messages';

/** Headers and body of a message in the binary mode of the Kafka protocol binding of CloudEvents 1.0. */
export interface BinaryMode {
  readonly headers: Readonly<Record<string, string>>;
  /** JSON in UTF-8. */
  readonly body: string;
}

const contentType = 'application/json';

export function inBinaryMode({ data, ...attributes }: LeadMessage): BinaryMode {
  const headers: Record<string, string> = { 'content-type': contentType, ce_specversion: '1.0' };
  for (const [name, value] of Object.entries(attributes)) headers[`ce_${name}`] = String(value);
  return { headers, body: JSON.stringify(data) };
}

/** A message as one JSON object: the JSON event format of CloudEvents 1.0 (structured mode). */
export interface JsonFormat extends LeadMessage {
  readonly specversion: '1.0';
  readonly datacontenttype: typeof contentType;
}

export function inJsonFormat({ data, ...attributes }: LeadMessage): JsonFormat {
  return { specversion: '1.0', ...attributes, datacontenttype: contentType, data };
}

/** What is on the topic is no message of ours, or not one that this release can read. */
export class NoLeadMessage extends Error {
  override readonly name = 'NoLeadMessage';
}

/** @throws NoLeadMessage that says what is missing, and quotes nothing: it may be anybody's data */
export function fromBinaryMode({ headers, body }: BinaryMode): LeadMessage {
  const said = (name: string) => headers[`ce_${name}`];
  const needed = (name: string) => {
    const value = said(name);
    if (value === undefined) throw new NoLeadMessage(`it has no ce_${name}`);
    return value;
  };
  const optional = (name: 'causationid' | 'traceparent' | 'tracestate') => {
    const value = said(name);
    return value === undefined ? {} : { [name]: value };
  };
  if (needed('specversion') !== '1.0') throw new NoLeadMessage('its ce_specversion is not 1.0');
  return {
    id: needed('id'),
    type: typeIn(needed('type')),
    source: needed('source'),
    subject: leadIdIn(needed('subject')),
    time: needed('time'),
    streamversion: versionIn(needed('streamversion')),
    position: positionIn(needed('position')),
    correlationid: needed('correlationid'),
    ...optional('causationid'),
    ...optional('traceparent'),
    ...optional('tracestate'),
    data: dataIn(body),
  };
}

/** Names an event of the log. */
export interface EventOfLead {
  readonly id: string;
  readonly leadId: string;
  readonly version: number;
  readonly position: string;
}

/** Which event headers tell of; `null` where they do not say. */
export function eventToldBy(headers: BinaryMode['headers']): EventOfLead | null {
  const { ce_id, ce_subject = '', ce_streamversion = '', ce_position = '' } = headers;
  if (ce_id === undefined) return null;
  try {
    return {
      id: ce_id,
      leadId: leadIdIn(ce_subject),
      version: versionIn(ce_streamversion),
      position: positionIn(ce_position),
    };
  } catch (error) {
    if (error instanceof NoLeadMessage) return null;
    throw error;
  }
}

const types: ReadonlySet<string> = new Set(Object.values(leadMessages).map(({ type }) => type));

/** A release that comes may know it: until then nobody can say that it is of no interest. */
function typeIn(text: string): string {
  if (types.has(text)) return text;
  throw new NoLeadMessage('its ce_type is none that this release knows');
}

function versionIn(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new NoLeadMessage('its ce_streamversion is no whole number from 1 on');
}

function leadIdIn(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return text;
  throw new NoLeadMessage('its ce_subject is no id of a lead');
}

function positionIn(text: string): string {
  if (/^\d{20}$/.test(text)) return text;
  throw new NoLeadMessage('its ce_position is not 20 digits');
}

function dataIn(body: string): LeadMessage['data'] {
  const data = jsonIn(body);
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
    return data as LeadMessage['data'];
  }
  throw new NoLeadMessage('its body is no JSON object');
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new NoLeadMessage('its body is no JSON');
  }
}
