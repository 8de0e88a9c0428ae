import { type LeadEvent, leadStream } from '@tasuki/lead';
import { randomUUID } from 'node:crypto';
import { type TestRuntime } from '../../../test/support/test-runtime';

export interface Written {
  readonly leadId?: string;
  /** When Tasuki recorded all of it. */
  readonly recordedAt?: string;
}

/** Writes a lead's whole history straight into the log, all of it at once. @returns its id */
export function writeLead(
  runtime: Pick<TestRuntime, 'store'>,
  events: readonly LeadEvent[],
  { leadId, recordedAt = '2026-05-01T09:00:00.000Z' }: Written = {},
): Promise<string> {
  return writeLeadAt(
    runtime,
    events.map((event) => [recordedAt, event]),
    leadId,
  );
}

/** When Tasuki recorded an event. */
export type At = string;

/** The same, each event at its time. */
export async function writeLeadAt(
  { store }: Pick<TestRuntime, 'store'>,
  events: readonly (readonly [At, LeadEvent])[],
  leadId: string = randomUUID(),
): Promise<string> {
  const actor = { subject: 'aiko', department: null };
  const written = events.map(([recordedAt, event]) => ({
    ...event,
    id: randomUUID(),
    schemaVersion: 1,
    recordedAt,
    metadata: {
      commandId: randomUUID(),
      correlationId: randomUUID(),
      causationId: null,
      actor,
    },
  }));
  await store.append(leadStream(leadId), written, 'none');
  return leadId;
}
