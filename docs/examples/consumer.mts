/** Keeps where each lead is, from Tasuki's messages: each once, however often it comes. */
import { type EachBatchPayload, Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { DatabaseSync } from 'node:sqlite';

const {
  KAFKA_BROKERS = 'localhost:9092',
  TASUKI_TOPIC = 'tasuki.lead-events.v1',
  GROUP = 'where-leads-are',
  DATABASE = 'leads.sqlite',
} = process.env;

const database = new DatabaseSync(DATABASE);
database.exec(`create table if not exists leads (
  lead_id text primary key, version integer not null, stage text, messages integer not null
)`);
const find = database.prepare('select version, stage from leads where lead_id = ?');
const keep = database.prepare(`insert into leads values (?, ?, ?, 1)
  on conflict (lead_id) do update set
    version = excluded.version, stage = excluded.stage, messages = messages + 1`);
const count = database.prepare(
  'select stage, count(*) as leads, sum(messages) as messages from leads group by stage',
);

/** The effect and the version up to which it was had: together, or neither. */
function handle({ key, value, headers }: KafkaMessage): void {
  const leadId = String(key);
  const version = Number(String(headers?.ce_streamversion));
  const known = find.get(leadId);
  const last = known && Number(known.version);
  if (last !== undefined && version <= last) return; // It came before.
  if (last !== undefined && version > last + 1) {
    throw new Error(`of lead ${leadId} version ${last + 1} is missing`);
  }
  const { stage } = JSON.parse(String(value)) as { stage?: { to: string } };
  keep.run(leadId, version, stage?.to ?? known?.stage ?? null); // Most messages move no lead.
}

async function handleBatch({ batch }: EachBatchPayload): Promise<void> {
  database.exec('begin');
  try {
    batch.messages.forEach(handle);
    database.exec('commit');
  } catch (error) {
    database.exec('rollback');
    throw error;
  }
  const byStage = count.all().map(({ stage, leads, messages }) => [stage, { leads, messages }]);
  console.log(JSON.stringify(Object.fromEntries(byStage)));
}

async function main(): Promise<void> {
  const kafka = new Kafka({ brokers: KAFKA_BROKERS.split(','), logLevel: logLevel.ERROR });
  // After so long without a sign of life another member takes over.
  const consumer = kafka.consumer({ groupId: GROUP, sessionTimeout: 6_000 });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void consumer.disconnect().then(() => process.exit()));
  }
  await consumer.connect();
  await consumer.subscribe({ topics: [TASUKI_TOPIC], fromBeginning: true });
  // The offset is stored when a batch is handled: what a crash leaves in between comes again.
  await consumer.run({ eachBatch: handleBatch });
}

void main();
