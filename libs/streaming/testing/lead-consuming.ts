import {
  checkpointMigrations,
  eventStoreMigrations,
  type EventStore,
  postgresEventStore,
} from '@tasuki/event-store';
import { leadStream } from '@tasuki/lead';
import { type LeadMessage } from '@tasuki/lead-messages';
import { migrate, postgresPool, silentLogger } from '@tasuki/platform';
import { type Pool } from 'pg';
import { createDatabase } from '../../../test/support/database';
import {
  inboxMigrations,
  leadConsumer,
  type LeadConsumerOptions,
  leadMessagesOf,
  type MessageConsumer,
  type RecordedEffect,
} from '../src/index';
import { eventOf, registry, type Told, unknownEvent } from './lead-events';

export const source = '/tasuki';

/** A log of a test's own, and a table of effects in the same database. */
export interface TestLog {
  readonly url: string;
  readonly pool: Pool;
  readonly store: EventStore;
  append(told: readonly Told[]): Promise<void>;
  appendUnreadable(told: Told): Promise<void>;
  /** The messages of all events, in the order of the log. */
  messages(): Promise<readonly LeadMessage[]>;
  /** Versions in the order in which their effects came about. */
  effectsOf(leadId: string): Promise<readonly number[]>;
  close(): Promise<void>;
}

export async function openTestLog(): Promise<TestLog> {
  const database = await createDatabase();
  const log = connectTestLog(database.url);
  const { pool } = log;
  await migrate(pool, eventStoreMigrations, checkpointMigrations, parkingTables, inboxMigrations);
  await pool.query(
    'create table effects (number bigserial primary key, lead_id uuid, version integer)',
  );
  return {
    ...log,
    async close() {
      await log.close();
      await database.drop();
    },
  };
}

/** The same log once more, as another process has it. */
export function connectTestLog(url: string): TestLog {
  const pool = postgresPool({ connectionString: url, logger: silentLogger });
  const store = postgresEventStore({ pool, connectionString: url });
  return {
    url,
    pool,
    store,
    async append(told) {
      for (const one of told) {
        await store.append(leadStream(one.leadId), [eventOf(one)], one.version - 1);
      }
    },
    async appendUnreadable(told) {
      await store.append(leadStream(told.leadId), [unknownEvent(told)], told.version - 1);
    },
    async messages() {
      const events = [];
      for await (const page of store.readAll('0'.repeat(20))) events.push(...page.events);
      const told = await leadMessagesOf({ store, registry, source })(events);
      return told.flatMap((one) => ('message' in one ? [one.message] : []));
    },
    async effectsOf(leadId) {
      const { rows } = await pool.query<{ version: number }>(
        'select version from effects where lead_id = $1 order by number',
        [leadId],
      );
      return rows.map(({ version }) => version);
    },
    async close() {
      await store.close();
      await pool.end();
    },
  };
}

/** Where the scorer's parked leads were before it was a consumer. */
const parkingTables = {
  '0005-parking': `
    create table parked_streams (target text, stream text, version integer, event_id uuid,
      position text, reason text, tries integer, parked_at timestamptz);
    create table discarded_events (projection text, stream text, version integer, event_id uuid,
      reason text, discarded_by text, discarded_at timestamptz);`,
};

/** Notes each message in the table of effects. */
export const noting = {
  wants: () => true,
  record: ({ subject, streamversion }) =>
    Promise.resolve(async (client) => {
      await client.query('insert into effects (lead_id, version) values ($1, $2)', [
        subject,
        streamversion,
      ]);
    }),
} satisfies RecordedEffect;

export interface RunningConsumer {
  stop(): Promise<void>;
}

/** Runs a consumer with short waits. */
export function runConsumer(
  { pool, store }: Pick<TestLog, 'pool' | 'store'>,
  stream: MessageConsumer,
  options: Partial<LeadConsumerOptions> & Pick<LeadConsumerOptions, 'group'>,
): RunningConsumer {
  const stop = new AbortController();
  const consumer = leadConsumer(
    { stream, store, pool, registry, source, logger: silentLogger },
    { from: 'beginning', effect: noting, retryWaitsMs: [10, 20], gapMs: 300, ...options },
  );
  const running = consumer.run(stop.signal);
  return {
    async stop() {
      stop.abort();
      await running;
    },
  };
}
