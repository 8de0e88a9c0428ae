import { type LeadEvent } from '@tasuki/lead';
import { exampleOf, leadMessages, type LeadMessage } from '@tasuki/lead-messages';

/** The message of an event as the contract shows it, with what a test changes of its data. */
export function messageOfType(type: LeadEvent['type'], data: object = {}): LeadMessage {
  const definition = leadMessages[type];
  return {
    id: '4f9b6f1e-8a57-5d0b-9f0e-3a3c8f5b1d10',
    type: definition.type,
    source: '/tasuki',
    subject: 'c7d52a06-2bdf-5217-80b8-3b01c26849e0',
    time: '2026-11-24T01:30:00.000Z',
    streamversion: 9,
    position: '00000000000000000042',
    correlationid: '1b6f2c0e-54c3-5a0b-8d8e-2f4f3f6f9a10',
    data: { ...(exampleOf(definition) as LeadMessage['data']), ...data },
  };
}
