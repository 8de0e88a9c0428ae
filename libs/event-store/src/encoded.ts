import { AppendTooLarge } from './errors';
import { maxAppendBytes, type NewEvent } from './event-store';

/** An event as adapters keep it: data and metadata as JSON text, which comes back to the letter. */
export interface EncodedEvent extends Omit<NewEvent, 'data' | 'metadata'> {
  readonly data: string;
  readonly metadata: string;
  readonly bytes: number;
}

/** @throws AppendTooLarge, before anything reaches a store */
export function encode(events: readonly NewEvent[]): readonly EncodedEvent[] {
  if (events.length === 0) throw new Error('an append needs at least one event');
  const encoded = events.map((event) => {
    const data = JSON.stringify(event.data);
    const metadata = JSON.stringify(event.metadata);
    return {
      ...event,
      id: event.id.toLowerCase(),
      data,
      metadata,
      bytes: Buffer.byteLength(data) + Buffer.byteLength(metadata),
    };
  });
  const bytes = bytesOf(encoded);
  if (bytes > maxAppendBytes) throw new AppendTooLarge(bytes, maxAppendBytes);
  return encoded;
}

export function bytesOf(events: readonly EncodedEvent[]): number {
  return events.reduce((sum, event) => sum + event.bytes, 0);
}
