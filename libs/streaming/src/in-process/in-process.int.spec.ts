import {
  checkpointMigrations,
  eventStoreMigrations,
  postgresEventStore,
} from '@tasuki/event-store';
import { leadStream } from '@tasuki/lead';
import { migrate, postgresPool, silentLogger } from '@tasuki/platform';
import { createDatabase } from '../../../../test/support/database';
import { eventOf, unknownEvent } from '../../testing/lead-events';
import { streamingContract, type StreamingHarness } from '../streaming.contract';

describe('the stream without Kafka', () => {
  streamingContract(openLog);
});

/** To publish is to append to the log. */
async function openLog(): Promise<StreamingHarness> {
  const database = await createDatabase();
  const { url } = database;
  const pool = postgresPool({ connectionString: url, logger: silentLogger });
  await migrate(pool, eventStoreMigrations, checkpointMigrations);
  const store = postgresEventStore({ pool, connectionString: url });
  return {
    plan: { kind: 'in-process', url },
    async publish(told) {
      for (const one of told) {
        await store.append(leadStream(one.leadId), [eventOf(one)], one.version - 1);
      }
    },
    async publishUnreadable(told) {
      await store.append(leadStream(told.leadId), [unknownEvent(told)], told.version - 1);
    },
    async close() {
      await store.close();
      await pool.end();
      await database.drop();
    },
  };
}
