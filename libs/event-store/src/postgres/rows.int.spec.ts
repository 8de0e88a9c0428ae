import { createDatabase, type TestDatabase } from '../../../../test/support/database';
import { openPostgres } from '../../testing/open-postgres';
import { anEvent, collect } from '../event-store.contract';
import { beginning, type EventStore } from '../index';

describe('what is read from PostgreSQL', () => {
  let database: TestDatabase;
  let store: EventStore;
  beforeAll(async () => {
    database = await createDatabase();
    store = await openPostgres(database.url);
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  it.each(['.000Z', '.001Z', '.010Z', '.100Z', '.120Z', '.999Z'])(
    'is recorded at the millisecond that was written: %s',
    async (fraction) => {
      const event = { ...anEvent(), recordedAt: `2026-12-31T23:59:59${fraction}` };
      await store.append(`instant-${fraction}`, [event], 'none');
      const [read] = await store.readStream(`instant-${fraction}`);
      expect(read!.recordedAt).toBe(event.recordedAt);
    },
  );

  it('has whatever type and stream name was written', async () => {
    const [stream, type] = ['a stream "of" 襷', ' a  type \n"of" 襷 '];
    await store.append(stream, [anEvent({}, type)], 'none');
    const pages = await collect(store.readAll(beginning, { types: [type] }));
    const [event] = await store.readStream(stream);
    expect(event).toMatchObject({ stream, type });
    expect(pages.flatMap(({ events }) => events)).toEqual([event]);
  });
});
