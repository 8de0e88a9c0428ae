import { matches, type RecordedEvent } from '@tasuki/event-store';
import { type Projection } from '@tasuki/read-models';
import { type Client } from 'pg';

/** Reads the log's pages and writes one projection's rows, by hand. */
export interface RawProjection {
  readonly setUp: string;
  writePage(client: Client, events: readonly RecordedEvent[]): Promise<void>;
}

interface Kept<D> {
  readonly key: string;
  readonly document: D;
  readonly version: number;
}

/**
 * The rows of a projection with all its columns and indexes: loaded, folded with the same `evolve`
 * and written with one upsert a page. No event is checked, no order asserted, nothing parked.
 */
export function rawProjection<D>(projection: Projection<D>): RawProjection {
  const table = `raw_${projection.name}`;
  const extra = Object.entries(projection.columns);
  const names = ['key', 'version', 'document', ...extra.map(([name]) => name)];
  const bare = (type: string) => type.split(/ (?:not|collate|default|null)/)[0]!;
  const unnested = extra.map(([, { type }], index) => `$${index + 4}::${bare(type)}[]`);
  return {
    setUp: [
      `drop table if exists ${table}`,
      `create table ${table} (key text not null primary key collate "C", version integer not null,
         document json not null${extra.map(([name, { type }]) => `, ${name} ${type}`).join('')})
         with (fillfactor = 60)`,
      ...projection.indexes(table),
    ].join(';\n'),
    async writePage(client, page) {
      const events = page.filter((event) => matches(projection.filter, event));
      const keys = [...new Set(events.map(projection.key))];
      const { rows: before } = await client.query<Kept<D>>({
        name: `load-${table}`,
        text: `select key, version, document from ${table} where key = any($1::text[])`,
        values: [keys],
      });
      const kept = new Map(before.map((row) => [row.key, row]));
      for (const event of events) {
        const key = projection.key(event);
        const document = projection.evolve(kept.get(key)?.document, event);
        kept.set(key, { key, document, version: event.version });
      }
      const after = [...kept.values()];
      await client.query({
        name: `upsert-${table}`,
        text: `
          insert into ${table} (${names.join(', ')})
          select * from unnest(${['$1::text[]', '$2::integer[]', '$3::json[]', ...unnested].join(', ')})
          on conflict (key) do update set
            ${names
              .slice(1)
              .map((name) => `${name} = excluded.${name}`)
              .join(', ')}`,
        values: [
          after.map(({ key }) => key),
          after.map(({ version }) => version),
          after.map(({ document }) => JSON.stringify(document)),
          ...extra.map(([, { value }]) => after.map(({ document }) => value(document))),
        ],
      });
    },
  };
}
