import { types } from 'pg';
import { type NewEvent } from '@tasuki/event-store';
import { evolve, type Lead, type LeadEvent, type RecordedLeadEvent } from '@tasuki/lead';
import { type Event } from '@event-driven-io/emmett';
import {
  getPostgreSQLEventStore,
  type PostgresEventStore,
} from '@event-driven-io/emmett-postgresql';

/** The same event as Emmett keeps it: what has no column of its own there goes with the metadata. */
export type EmmettLeadEvent = Event<
  LeadEvent['type'],
  LeadEvent['data'] & Record<string, unknown>,
  Record<string, unknown> & { readonly messageId: string; readonly recordedAt: string }
>;

export function forEmmett({ id, type, recordedAt, schemaVersion, data, metadata }: NewEvent) {
  return {
    type,
    data,
    metadata: { ...metadata, messageId: id, recordedAt, schemaVersion },
  } as unknown as EmmettLeadEvent;
}

const int8 = 20;
const json = 114;
const jsonb = 3802;
type Parse = (text: string) => unknown;
const parsers = (): Parse[] => [int8, json, jsonb].map((oid) => types.getTypeParser(oid) as Parse);
const usual = parsers();
let emmetts = usual;

function parseBy(chosen: readonly Parse[]): void {
  [int8, json, jsonb].forEach((oid, index) => types.setTypeParser(oid, chosen[index]!));
}

/** Emmett's store with its default settings, its schema made. */
export async function openEmmett(connectionString: string): Promise<PostgresEventStore> {
  const store = getPostgreSQLEventStore(connectionString);
  if (emmetts === usual) emmetts = parsers();
  parseBy(usual);
  await store.schema.migrate();
  return store;
}

/**
 * Emmett replaces parsers of `pg` for the whole process, sending every JSON value through a
 * reviver: that shall be paid for in its own rounds and in nobody else's.
 */
export async function asEmmett<T>(work: () => Promise<T>): Promise<T> {
  parseBy(emmetts);
  try {
    return await work();
  } finally {
    parseBy(usual);
  }
}

/** Folds with Tasuki's own `evolve`; what was only just decided has no place in its stream yet. */
export function emmettEvolve(lead: Lead, event: EmmettLeadEvent): Lead {
  const { type, data, metadata } = event;
  const { messageId: id, recordedAt, streamPosition } = metadata;
  const version = streamPosition === undefined ? lead.version + 1 : Number(streamPosition);
  return evolve(lead, { type, data, id, version, recordedAt } as RecordedLeadEvent);
}
