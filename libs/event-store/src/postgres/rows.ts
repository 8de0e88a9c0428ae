import { type CustomTypesConfig, type QueryConfig } from 'pg';
import {
  type EventFilter,
  type EventMetadata,
  type Position,
  type RecordedEvent,
} from '../event-store';
import { ordinalOf, positionOf } from '../position';

/**
 * What is read of an event, as text. The fields of fixed form share one column, for in the driver
 * each column of each row has its price: that of nine was more than that of parsing the JSON.
 */
export interface EventRow {
  /** Position, version, schema version, id, recorded at as JSON, type; a space between. */
  readonly envelope: string;
  readonly stream: string;
  readonly data: string;
  readonly metadata: string;
}

const columns = `
  concat_ws(' ', position, version, schema_version, id,
    to_json(recorded_at at time zone 'UTC'), type) as envelope,
  stream, data, metadata`;

export function recorded({ envelope, stream, data, metadata }: EventRow): RecordedEvent {
  const [position, version, schemaVersion, id, recordedAt, ...type] = envelope.split(' ') as [
    ...fixed: [string, string, string, string, string],
    ...type: string[],
  ];
  return {
    id,
    type: type.join(' '),
    schemaVersion: Number(schemaVersion),
    stream,
    version: Number(version),
    position: positionOf(position),
    recordedAt: instant(recordedAt),
    data: JSON.parse(data) as unknown,
    metadata: JSON.parse(metadata) as EventMetadata,
  };
}

/** `"2026-05-01T01:02:03.4"` → `2026-05-01T01:02:03.400Z`; made without `Date`, which is slow. */
function instant(json: string): string {
  const text = json.slice(1, -1);
  return `${(text.includes('.') ? text : `${text}.`).padEnd(23, '0')}Z`;
}

/**
 * A page is the next `batchSize` positions, whatever the filter leaves of them: positions of this
 * adapter are contiguous, so the page's end is known and the head is read in the same snapshot.
 * `offset 0` here and below keeps to the index that is meant: before the table's first ANALYZE the
 * planner would go through every stream of the prefix for each page, or scan the log for a stream.
 */
export function pageQuery(after: Position, filter: EventFilter, batchSize: number): QueryConfig {
  const values: unknown[] = [ordinalOf(after), batchSize];
  const conditions = ['true'];
  if (filter.streamPrefix !== undefined) {
    conditions.push(`starts_with(stream, $${values.push(filter.streamPrefix)})`);
  }
  if (filter.types !== undefined) conditions.push(`type = any($${values.push(filter.types)})`);
  return {
    text: `
      select head, ${columns}
      from (select coalesce(max(position), 0) as head from events) log
      left join (
        select * from events where position > $1 and position <= $1::bigint + $2::bigint offset 0
      ) e on ${conditions.join(' and ')}
      order by position`,
    values,
    types: asText,
  };
}

export function streamsQuery(
  streams: readonly string[],
  fromVersions: readonly number[],
): QueryConfig {
  return {
    name: 'read-streams',
    text: `
      select ${columns}
      from unnest($1::text[], $2::int[]) with ordinality wanted (name, from_version, place)
      cross join lateral (
        select * from events
        where stream = name and version >= from_version
        order by version offset 0
      ) e
      order by place, version`,
    values: [streams, fromVersions],
    types: asText,
  };
}

/** Parsed here, and not by whatever parsers the process has given to `pg`. */
const asText: CustomTypesConfig = { getTypeParser: () => (text: string) => text };
