import { type SqlMigrations } from '@tasuki/platform';

/** Keys stay outside the log: destroying one is the erasure of a person, everywhere at once. */
export const personalDataMigrations: SqlMigrations = {
  '0002-personal-data': `
    create table lead_keys (
      lead_id       uuid  not null primary key,
      master_key_id text  not null,
      wrapped       bytea not null
    );
    create index lead_keys_master_key on lead_keys (master_key_id);

    create table installation_keys (
      name          text  not null primary key,
      master_key_id text  not null,
      wrapped       bytea not null
    );
  `,
};
