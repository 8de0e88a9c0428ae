import { ensureTopic, kafkaClient } from '@tasuki/streaming';
import { silentLogger } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';

/** A topic of a test's own. */
export interface TestTopic {
  readonly broker: string;
  readonly name: string;
  remove(): Promise<void>;
}

/** Makes a fresh, empty, randomly named topic, on the kafka suite's broker if no other is named. */
export async function createTopic(partitions: number, broker = suiteBroker()): Promise<TestTopic> {
  const name = `test-${randomUUID()}`;
  const kafka = kafkaClient({ brokers: [broker], clientId: 'test', logger: silentLogger });
  const admin = kafka.admin();
  await admin.connect();
  const once = { replicationFactor: 1, minInsyncReplicas: 1, retentionMs: -1 };
  await ensureTopic(admin, { name, partitions, ...once });
  return {
    broker,
    name,
    async remove() {
      await admin.deleteTopics({ topics: [name] });
      await admin.disconnect();
    },
  };
}

function suiteBroker(): string {
  const address = process.env.TASUKI_TEST_KAFKA;
  if (!address) throw new Error('There is no test broker: only *.kafka.spec.ts files have one.');
  return address;
}
