import { type SqlMigrations } from '@tasuki/platform';

/**
 * The log's table. `json`, never `jsonb`: `jsonb` refuses U+0000 and lone surrogates, reorders keys
 * and loses the spelling of numbers. Rows are only ever added; the trigger holds everybody to that.
 */
export const eventStoreMigrations: SqlMigrations = {
  '0001-event-store': `
    create table events (
      position       bigint      not null primary key,
      stream         text        not null collate "C",
      version        integer     not null,
      id             uuid        not null,
      type           text        not null collate "C",
      schema_version integer     not null,
      recorded_at    timestamptz not null,
      data           json        not null,
      metadata       json        not null,
      constraint events_stream_version unique (stream, version),
      constraint events_id unique (id)
    );

    create function refuse_change_of_events() returns trigger language plpgsql as $$
    begin
      raise exception 'the event log is append-only: % refused', tg_op;
    end $$;

    create trigger events_are_append_only
      before update or delete or truncate on events
      for each statement execute function refuse_change_of_events();
  `,
};
