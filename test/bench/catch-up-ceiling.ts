import { type RecordedEvent } from '@tasuki/event-store';
import { Client } from 'pg';
import { type RawProjection } from './rebuild-ceiling';

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

/**
 * Read models by hand: page after page from the log, folded and written for each projection, and
 * one move of the checkpoint a page, in one transaction.
 */
export async function rawCatchUp(
  connectionString: string,
  pageSize: number,
  projections: readonly RawProjection[],
): Promise<number> {
  const client = new Client({ connectionString, options: '-c timezone=UTC' });
  await client.connect();
  await client.query(`
    ${projections.map(({ setUp }) => setUp).join(';\n')};
    drop table if exists raw_checkpoint;
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
      const events = page.map(recorded);
      for (const projection of projections) await projection.writePage(client, events);
      await client.query('update raw_checkpoint set position = $1', [after]);
    }
    await client.query('commit');
    count += page.length;
    if (page.length < pageSize) break;
  }
  await client.end();
  return count;
}

function recorded({ schema_version, recorded_at, ...row }: LogRow): RecordedEvent {
  return { ...row, schemaVersion: schema_version, recordedAt: recorded_at.toISOString() };
}
