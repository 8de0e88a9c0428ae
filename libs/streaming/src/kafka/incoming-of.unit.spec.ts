import { inBinaryMode } from '@tasuki/lead-messages';
import { type IHeaders, type KafkaMessage } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { messageAt } from '../../testing/lead-events';
import { incomingOf } from './incoming-of';

const told = messageAt({ leadId: randomUUID(), version: 3 });
const { headers, body } = inBinaryMode(told);

/** Of a record with this value and headers. */
function incoming(sent: Readonly<Record<string, unknown>>, value: string | null = body) {
  const record = {
    offset: '7',
    value: value === null ? null : Buffer.from(value),
    headers: sent as IHeaders,
  };
  return incomingOf('leads', 2, record as KafkaMessage);
}

describe('what stands in a topic', () => {
  it('is a message, with whatever headers stand beside its own', () => {
    const binary = Object.fromEntries(
      Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)]),
    );
    const place = 'leads, partition 2, offset 7';
    expect(incoming({ ...binary, 'x-trace': null, 'x-many': ['a', null] })).toEqual({
      place,
      message: told,
    });
  });

  it('is unreadable where one of its own headers has no value, and its event is known all the same', () => {
    expect(incoming({ ...headers, ce_time: null })).toMatchObject({
      unreadable: {
        lead: { id: told.id, version: 3 },
        reason: 'it has no ce_time',
      },
    });
    expect(incoming({ ...headers, ce_id: null })).toMatchObject({ unreadable: { lead: null } });
  });

  it('is unreadable where there is no value at all', () => {
    expect(incoming(headers, null)).toMatchObject({
      unreadable: { body: '', reason: 'its body is no JSON' },
    });
  });
});
