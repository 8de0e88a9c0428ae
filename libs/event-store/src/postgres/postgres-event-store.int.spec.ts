import { createDatabase, type TestDatabase } from '../../../../test/support/database';
import { type OwnPostgres, startOwnPostgres } from '../../../../test/support/own-postgres';
import { openPostgres } from '../../testing/open-postgres';
import { eventStoreProcessesContract } from '../event-store-processes.contract';
import { anEvent, eventStoreContract, someEvents } from '../event-store.contract';
import { randomUUID } from 'node:crypto';

describe('the event store in PostgreSQL', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database.drop());

  eventStoreContract(() => openPostgres(database.url));

  it('fails alone, among neighbours appended at once, what the database cannot take', async () => {
    const store = await openPostgres(database.url);
    const good = Array.from({ length: 7 }, (_, index) => `good-${randomUUID()}-${index}`);
    const outcomes = await Promise.allSettled([
      ...good.slice(0, 3).map((stream) => store.append(stream, someEvents(2), 'none')),
      store.append('bad\u0000stream', someEvents(1), 'none'),
      store.append('bad-id', [{ ...anEvent(), id: 'nope' }], 'none'),
      ...good.slice(3).map((stream) => store.append(stream, someEvents(2), 'none')),
    ]);
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([
      ...[true, true, true, false, false, true, true, true, true],
    ]);
    for (const stream of good) expect(await store.readStream(stream)).toHaveLength(2);
    await store.close();
  });
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
