import { type RecordedEvent } from '@tasuki/event-store';
import { leadDetails, type LeadDetails } from '@tasuki/read-models';
import { Client } from 'pg';

interface LogRow {
  readonly position: string;
  readonly stream: string;
  readonly version: number;
  readonly id: string;
  readonly type: string;
  readonly schema_version: number;
  readonly recorded_at: Date;
  readonly data: unknown;
  readonly metadata: RecordedEvent['metadata'];
}

interface Document {
  readonly key: string;
  readonly document: LeadDetails;
  readonly version: number;
}

/**
 * The same read model by hand: page after page from the log, folded with the same `evolve`, one
 * upsert and one move of the checkpoint a page, in one transaction. No event is checked, no order
 * asserted, no second runner guarded against.
 */
export async function rawCatchUp(connectionString: string, pageSize: number): Promise<number> {
  const client = new Client({ connectionString, options: '-c timezone=UTC' });
  await client.connect();
  await client.query(`
    drop table if exists raw_details, raw_checkpoint;
    create table raw_details (
      key text not null primary key collate "C", version integer not null, document json not null);
    create table raw_checkpoint (position bigint not null);
    insert into raw_checkpoint values (0)`);
  let count = 0;
  for (let after = '0'; ;) {
    await client.query('begin');
    const { rows: page } = await client.query<LogRow>({
      name: 'page',
      text: `
        select position, stream, version, id, type, schema_version, recorded_at, data, metadata
        from events where position > $1 order by position limit $2`,
      values: [after, pageSize],
    });
    if (page.length > 0) {
      after = page.at(-1)!.position;
      await writePage(client, page.map(recorded));
      await client.query('update raw_checkpoint set position = $1', [after]);
    }
    await client.query('commit');
    count += page.length;
    if (page.length < pageSize) break;
  }
  await client.end();
  return count;
}

async function writePage(client: Client, events: readonly RecordedEvent[]): Promise<void> {
  const keys = [...new Set(events.map(leadDetails.key))];
  const { rows: before } = await client.query<Document>({
    name: 'load',
    text: 'select key, version, document from raw_details where key = any($1::text[])',
    values: [keys],
  });
  const documents = new Map(before.map((row) => [row.key, row]));
  for (const event of events) {
    const key = leadDetails.key(event);
    const document = leadDetails.evolve(documents.get(key)?.document, event);
    documents.set(key, { key, document, version: event.version });
  }
  const after = [...documents.values()];
  await client.query({
    name: 'upsert',
    text: `
      insert into raw_details (key, version, document)
      select * from unnest($1::text[], $2::integer[], $3::json[])
      on conflict (key) do update set version = excluded.version, document = excluded.document`,
    values: [
      after.map(({ key }) => key),
      after.map(({ version }) => version),
      after.map(({ document }) => JSON.stringify(document)),
    ],
  });
}

function recorded({ schema_version, recorded_at, ...row }: LogRow): RecordedEvent {
  return { ...row, schemaVersion: schema_version, recordedAt: recorded_at.toISOString() };
}
