import { eventStoreMigrations, type NewEvent } from '@tasuki/event-store';
import { Client } from 'pg';

export interface RawAppend {
  readonly stream: string;
  readonly version: number;
  readonly event: NewEvent;
}

export type RawLog = Awaited<ReturnType<typeof openRawLog>>;

export async function createRawLog(connectionString: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  await client.query(Object.values(eventStoreMigrations).join(';'));
  await client.end();
}

/**
 * The ceiling of appending under a lock: one connection, one transaction after the other, all rows
 * of a batch in one insert into an equal table. Nothing is checked and nobody is answered.
 */
export async function openRawLog(connectionString: string) {
  const client = new Client({ connectionString, options: '-c timezone=UTC' });
  await client.connect();

  return {
    async append(batch: readonly RawAppend[]): Promise<void> {
      await client.query('begin; select pg_advisory_xact_lock(42)');
      const { rows } = await client.query<{ head: string }>({
        name: 'head',
        text: 'select coalesce(max(position), 0) as head from events',
      });
      const head = Number(rows[0]!.head);
      await client.query({
        name: 'insert',
        text: `
          insert into events
            (position, stream, version, id, type, schema_version, recorded_at, data, metadata)
          select * from unnest($1::bigint[], $2::text[], $3::int[], $4::uuid[], $5::text[],
            $6::int[], $7::timestamptz[], $8::json[], $9::json[])`,
        values: [
          batch.map((_, index) => head + index + 1),
          batch.map(({ stream }) => stream),
          batch.map(({ version }) => version),
          batch.map(({ event }) => event.id),
          batch.map(({ event }) => event.type),
          batch.map(({ event }) => event.schemaVersion),
          batch.map(({ event }) => event.recordedAt),
          batch.map(({ event }) => JSON.stringify(event.data)),
          batch.map(({ event }) => JSON.stringify(event.metadata)),
        ],
      });
      await client.query('commit');
    },
    close: () => client.end(),
  };
}
