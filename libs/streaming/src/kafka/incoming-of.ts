import { eventToldBy, fromBinaryMode, NoLeadMessage } from '@tasuki/lead-messages';
import { type IHeaders, type KafkaMessage } from 'kafkajs';
import { type Incoming } from '../streaming';

/** What stands at a place of a topic: a message about a lead, or something else. */
export function incomingOf(
  topic: string,
  partition: number,
  { offset, value, headers: sent = {} }: KafkaMessage,
): Incoming {
  const place = `${topic}, partition ${partition}, offset ${offset}`;
  const headers = textsOf(sent);
  const body = value?.toString('utf8') ?? '';
  try {
    return { place, message: fromBinaryMode({ headers, body }) };
  } catch (error) {
    if (!(error instanceof NoLeadMessage)) throw error;
    const { message: reason } = error;
    return { place, unreadable: { lead: eventToldBy(headers), headers, body, reason } };
  }
}

/**
 * Of a header that stands there several times, the last one. One without a value counts as missing;
 * kafkajs gives `null` for it, and its types do not say so.
 */
function textsOf(headers: IHeaders): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [name, values] of Object.entries(headers)) {
    const value: Buffer | string | null | undefined = Array.isArray(values)
      ? values.at(-1)
      : values;
    if (value !== undefined && value !== null) texts[name] = value.toString();
  }
  return texts;
}
