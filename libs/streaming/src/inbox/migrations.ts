import { type SqlMigrations } from '@tasuki/platform';

/**
 * `seen` is the highest version that was delivered: what is between it and `version` is held back, or
 * has not come yet, and stands in the log.
 */
export const inboxMigrations: SqlMigrations = {
  '0012-inbox': `
    create table consumer_groups (
      name  text not null primary key collate "C",
      start text not null collate "C"
    );

    create table inbox (
      consumer_group text    not null collate "C",
      lead_id        uuid    not null,
      version        integer not null,
      seen           integer not null,
      behind_since   timestamptz,
      primary key (consumer_group, lead_id)
    ) with (fillfactor = 60);
    create index inbox_behind on inbox (consumer_group, behind_since) where behind_since is not null;

    create table dead_letters (
      consumer_group text        not null collate "C",
      key            text        not null collate "C",
      lead_id        uuid,
      version        integer,
      place          text        not null,
      reason         text        not null,
      content        json,
      tries          integer     not null default 1,
      died_at        timestamptz not null default now(),
      is_retrying    boolean     not null default false,
      primary key (consumer_group, key)
    );

    create table discarded_letters (
      consumer_group text        not null collate "C",
      key            text        not null collate "C",
      lead_id        uuid,
      version        integer,
      place          text        not null,
      letter_reason  text        not null,
      reason         text        not null,
      discarded_by   text        not null,
      discarded_at   timestamptz not null default now()
    );
    create index discarded_letters_of_lead on discarded_letters (consumer_group, lead_id);

    -- The scorer was a reader of the log before it was a consumer of the stream.
    insert into consumer_groups select 'scorer', position from checkpoints where reader = 'scorer';
    update checkpoints set reader = 'stream:scorer' where reader = 'scorer';
    insert into inbox
      select 'scorer', substr(stream, 6)::uuid, version - 1, version, '-infinity'
      from parked_streams where target = 'scorer';
    insert into dead_letters (consumer_group, key, lead_id, version, place, reason, tries, died_at)
      select 'scorer', substr(stream, 6), substr(stream, 6)::uuid, version, 'position ' || position,
        reason, tries, parked_at
      from parked_streams where target = 'scorer';
    insert into discarded_letters
      select 'scorer', substr(stream, 6), substr(stream, 6)::uuid, version, 'event ' || event_id,
        '', reason, discarded_by, discarded_at
      from discarded_events where projection = 'scorer';
    delete from parked_streams where target = 'scorer';
    delete from discarded_events where projection = 'scorer';
  `,
};
