import {
  checkpointMigrations,
  type EventStore,
  eventStoreMigrations,
  postgresEventStore,
} from '@tasuki/event-store';
import { type LeadMessage } from '@tasuki/lead-messages';
import { migrate, postgresPool, silentLogger as logger } from '@tasuki/platform';
import { parkingMigrations } from '@tasuki/read-models';
import { registry } from '@tasuki/runtime';
import { inboxMigrations, kafkaClient, leadMessagesOf } from '@tasuki/streaming';
import { startTestBroker } from '../support/kafka/test-broker';
import { consuming, nothing, noting } from './stream-consume';
import { publishing, sendSize } from './stream-publish';
import { type Benchmark } from './support/benchmark';
import { seedLog } from './support/seed-log';

const events = 40_000;
/** Of those whose effects come about, the first: each costs a transaction. */
const wantedEvents = 6_000;
const rounds = 5;

export const stream: Benchmark = {
  name: 'stream',
  about: `${events.toLocaleString('en')} messages about leads: from the log to Kafka, and from Kafka to effects, beside bare kafkajs on the same broker`,
  async run(servers, race) {
    const database = 'bench_stream';
    const connectionString = await servers.createDatabase(database);
    const pool = postgresPool({ connectionString, logger });
    await migrate(
      pool,
      eventStoreMigrations,
      checkpointMigrations,
      parkingMigrations,
      inboxMigrations,
    );
    await pool.query('create table effects (lead_id uuid, version integer)');
    const log = postgresEventStore({ pool, connectionString });
    await seedLog(log, events);
    await pool.query('vacuum analyze events');
    const broker = await startTestBroker();
    const kafka = kafkaClient({ brokers: [broker.address], clientId: 'bench', logger });
    const place = { pool, log, kafka };
    try {
      const messages = await messagesOf(log);
      await race({
        title: `published, ${sendSize} at once`,
        unit: 'messages/s',
        rounds,
        contenders: await publishing(place, messages),
        goals: [{ atLeast: 0.5, of: 'bare kafkajs' }],
      });
      await race({
        title: 'consumed with the inbox, nothing wanted',
        unit: 'messages/s',
        rounds,
        contenders: await consuming(place, messages, nothing),
        goals: [{ atLeast: 0.5, of: 'bare kafkajs' }],
      });
      await race({
        title: 'consumed with the inbox, an insert for each',
        unit: 'messages/s',
        rounds,
        contenders: await consuming(place, messages.slice(0, wantedEvents), noting),
        goals: [],
      });
    } finally {
      await broker.stop();
    }
    await log.close();
    await pool.end();
    await servers.dropDatabase(database);
  },
};

async function messagesOf(log: EventStore): Promise<readonly LeadMessage[]> {
  const tell = leadMessagesOf({ store: log, registry, source: '/tasuki' });
  const messages: LeadMessage[] = [];
  for await (const page of log.readAll('0'.repeat(20))) {
    for (const one of await tell(page.events)) {
      if (!('message' in one)) throw new Error(`no message: ${one.unreadable.reason}`);
      messages.push(one.message);
    }
  }
  if (messages.length !== events) throw new Error(`${messages.length} messages of ${events}`);
  return messages;
}
