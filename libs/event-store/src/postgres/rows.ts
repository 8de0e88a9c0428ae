import { type CustomTypesConfig, type QueryConfig, types } from 'pg';
import {
  type EventFilter,
  type EventMetadata,
  type Position,
  type RecordedEvent,
} from '../event-store';
import { ordinalOf, positionOf } from '../position';

export interface EventRow {
  readonly position: string;
  readonly stream: string;
  readonly version: number;
  readonly id: string;
  readonly type: string;
  readonly schema_version: number;
  readonly recorded_at: string;
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

export const columns =
  'position, stream, version, id, type, schema_version, recorded_at, data, metadata';

export function recorded(row: EventRow): RecordedEvent {
  return {
    id: row.id,
    type: row.type,
    schemaVersion: row.schema_version,
    stream: row.stream,
    version: row.version,
    position: positionOf(row.position),
    recordedAt: row.recorded_at,
    data: row.data,
    metadata: row.metadata,
  };
}

/**
 * A page is the next `batchSize` positions, whatever the filter leaves of them: positions of this
 * adapter are contiguous, so the page's end is known and the head is read in the same snapshot.
 */
export function pageQuery(after: Position, filter: EventFilter, batchSize: number): QueryConfig {
  const values: unknown[] = [ordinalOf(after), batchSize];
  const conditions = ['position > $1', 'position <= $1::bigint + $2::bigint'];
  if (filter.streamPrefix !== undefined) {
    conditions.push(`starts_with(stream, $${values.push(filter.streamPrefix)})`);
  }
  if (filter.types !== undefined) conditions.push(`type = any($${values.push(filter.types)})`);
  return {
    text: `
      select head.head, e.*
      from (select coalesce(max(position), 0) as head from events) head
      left join lateral (
        select ${columns} from events where ${conditions.join(' and ')}
      ) e on true
      order by e.position`,
    values,
    types: typeParsers,
  };
}

/** `lateral … offset 0` keeps to the index: before the table's first ANALYZE the planner would scan the log. */
export function streamsQuery(
  streams: readonly string[],
  fromVersions: readonly number[],
): QueryConfig {
  return {
    name: 'read-streams',
    text: `
      select e.* from unnest($1::text[], $2::int[]) wanted (name, from_version)
      cross join lateral (
        select ${columns} from events
        where stream = name and version >= from_version
        order by version offset 0
      ) e
      order by e.stream, e.version`,
    values: [streams, fromVersions],
    types: typeParsers,
  };
}

const timestamptz = 1184;

/** Instants come back as they went in: ISO 8601 in UTC with milliseconds. */
const typeParsers: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary'): TypeParser =>
    oid === timestamptz
      ? (text) => new Date(text).toISOString()
      : (types.getTypeParser(oid, format) as TypeParser),
};

type TypeParser = (text: string) => unknown;
