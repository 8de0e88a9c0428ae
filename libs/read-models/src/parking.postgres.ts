import { type SqlMigrations } from '@tasuki/platform';
import { type Pool, type PoolClient } from 'pg';
import { type Discarded, type Parked } from './fold';

/** `target` is the table that a read model is kept in. */
export const parkingMigrations: SqlMigrations = {
  '0005-parking': `
    create table parked_streams (
      target     text        not null collate "C",
      stream     text        not null collate "C",
      version    integer     not null,
      event_id   uuid        not null,
      event_type text        not null,
      position   text        not null collate "C",
      reason     text        not null,
      tries      integer     not null default 1,
      parked_at  timestamptz not null default now(),
      primary key (target, stream)
    );

    create table discarded_events (
      projection   text        not null collate "C",
      stream       text        not null collate "C",
      version      integer     not null,
      event_id     uuid        not null,
      reason       text        not null,
      discarded_by text        not null,
      discarded_at timestamptz not null default now(),
      primary key (projection, stream, version)
    );
  `,
  '0007-retry-asked': `
    alter table parked_streams add column retry_asked boolean not null default false;
  `,
};

/** A stream of which a read model has applied nothing from this event on. */
export interface ParkedStream {
  readonly target: string;
  readonly stream: string;
  /** Of the event that could not be applied. */
  readonly version: number;
  readonly eventId: string;
  readonly eventType: string;
  readonly position: string;
  readonly reason: string;
  /** How often it was tried. */
  readonly tries: number;
  readonly parkedAt: string;
}

const fields = `target, stream, version, event_id as "eventId", event_type as "eventType", position,
  reason, tries, to_char(parked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "parkedAt"`;

/** Parked streams in the order in which they stand in the log. */
export async function listParked(
  db: Pool | PoolClient,
  of: { readonly target?: string; readonly stream?: string } = {},
): Promise<readonly ParkedStream[]> {
  const { rows } = await db.query<ParkedStream>(
    `select ${fields} from parked_streams
     where ($1::text is null or target = $1) and ($2::text is null or stream = $2)
     order by position, target`,
    [of.target ?? null, of.stream ?? null],
  );
  return rows;
}

/** What of some streams a table leaves out. */
export interface Exceptions {
  readonly parked: ReadonlySet<string>;
  /** What somebody discarded. */
  readonly isDiscarded: Discarded;
}

/** A table, and the read model that it is of. */
interface Excepting {
  readonly target: string;
  readonly projection: string;
}

/** Of these streams, for each of these tables; asked once for all of them. */
export async function exceptionsOf(
  db: Pool | PoolClient,
  tables: readonly Excepting[],
  streams: readonly string[],
): Promise<readonly Exceptions[]> {
  const { rows } = await db.query<{ of: string; stream: string; version: number | null }>({
    name: 'exceptions',
    text: `
      select target as "of", stream, null::int as version from parked_streams
      where target = any($1::text[]) and stream = any($3::text[])
      union all
      select projection, stream, version from discarded_events
      where projection = any($2::text[]) and stream = any($3::text[])`,
    values: [
      tables.map(({ target }) => target),
      [...new Set(tables.map(({ projection }) => projection))],
      streams,
    ],
  });
  return tables.map(({ target, projection }) => {
    const parked = rows.flatMap(({ of, stream, version }) =>
      version === null && of === target ? stream : [],
    );
    const discarded = new Set(
      rows.flatMap(({ of, stream, version }) =>
        version !== null && of === projection ? `${stream}/${version}` : [],
      ),
    );
    const isDiscarded: Discarded = (stream, version) => discarded.has(`${stream}/${version}`);
    return { parked: new Set(parked), isDiscarded };
  });
}

/** Of these streams, for one table. */
export async function exceptions(
  db: Pool | PoolClient,
  target: string,
  projection: string,
  streams: readonly string[],
): Promise<Exceptions> {
  const [found] = await exceptionsOf(db, [{ target, projection }], streams);
  return found!;
}

export async function park(
  client: PoolClient,
  target: string,
  parked: readonly Parked[],
  tries = 1,
): Promise<void> {
  if (parked.length === 0) return;
  await client.query(
    `insert into parked_streams (target, stream, version, event_id, event_type, position, reason, tries)
     select $1, p.*, $8 from unnest($2::text[], $3::int[], $4::uuid[], $5::text[], $6::text[], $7::text[]) p`,
    [
      target,
      parked.map(({ event }) => event.stream),
      parked.map(({ event }) => event.version),
      parked.map(({ event }) => event.id),
      parked.map(({ event }) => event.type),
      parked.map(({ event }) => event.position),
      parked.map(({ reason }) => storable(reason)),
      tries,
    ],
  );
}

export function storable(reason: string): string {
  return reason.replaceAll('\u0000', '').toWellFormed().slice(0, 1000);
}
