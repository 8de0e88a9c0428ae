import { createDatabase, type TestDatabase } from '../../../../test/support/database';
import { type OwnPostgres, startOwnPostgres } from '../../../../test/support/own-postgres';
import { openPostgres } from '../../testing/open-postgres';
import { eventStoreProcessesContract } from '../event-store-processes.contract';
import { eventStoreContract } from '../event-store.contract';

describe('the event store in PostgreSQL', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database.drop());

  eventStoreContract(() => openPostgres(database.url));
});

describe('the event store in PostgreSQL, shared by processes', () => {
  let server: OwnPostgres;
  beforeAll(async () => {
    server = await startOwnPostgres();
  });
  afterAll(() => server.stop());

  eventStoreProcessesContract(() => ({
    url: server.url,
    restart: (mode) => server.restart(mode),
    open: () => openPostgres(server.url),
  }));
});
