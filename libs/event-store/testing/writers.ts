import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { OutcomeUnknown, StoreUnavailable } from '../src/errors';
import { type EventStore, type NewEvent } from '../src/event-store';
import { openMigrated } from './open-postgres';

/** What a process of writers is told. */
export interface WritersTask {
  readonly url: string;
  readonly prefix: string;
  readonly writers: number;
  readonly appends: number;
}

const eventsPerAppend = 2;

/**
 * Each writer has a stream of its own and appends to it one after the other, each time at the
 * version it knows. An append without an answer is repeated as it is until it has one.
 */
async function write(store: EventStore, stream: string, appends: number): Promise<void> {
  for (let version = 0; version < appends * eventsPerAppend; version += eventsPerAppend) {
    const events = Array.from({ length: eventsPerAppend }, someEvent);
    await untilAnswered(() => store.append(stream, events, version));
  }
}

async function untilAnswered(append: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await append();
      return;
    } catch (error) {
      const isOpen = error instanceof StoreUnavailable || error instanceof OutcomeUnknown;
      if (!isOpen) throw error;
      await delay(50);
    }
  }
}

function someEvent(): NewEvent {
  return {
    id: randomUUID(),
    type: 'SomethingHappened',
    schemaVersion: 1,
    recordedAt: new Date().toISOString(),
    data: { text: 'x'.repeat(100) },
    metadata: {
      commandId: randomUUID(),
      correlationId: randomUUID(),
      causationId: null,
      actor: { subject: 'writer', department: null },
    },
  };
}

async function main({ url, prefix, writers, appends }: WritersTask): Promise<void> {
  const store = openMigrated(url, 300);
  const streams = Array.from(
    { length: writers },
    (_, index) => `${prefix}-${process.pid}-${index}`,
  );
  await Promise.all(streams.map((stream) => write(store, stream, appends)));
  await store.close();
}

void main(JSON.parse(process.argv[2]!) as WritersTask);
