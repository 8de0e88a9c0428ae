import { randomId } from '@tasuki/platform';
import { ensureTopic } from '@tasuki/streaming';
import { type Admin, type Kafka } from 'kafkajs';
import { until } from '../../faults/until';

/** As many as the relay makes. */
const partitions = 12;

/** How many messages stand on a topic. */
export async function lengthOf(kafka: Kafka, topic: string): Promise<number> {
  return withAdmin(kafka, async (admin) =>
    sum((await admin.fetchTopicOffsets(topic)).map(({ high }) => Number(high))),
  );
}

/** Makes an empty topic of its own. @returns its name */
export async function createBenchTopic(kafka: Kafka): Promise<string> {
  const name = `bench-${randomId()}`;
  const once = { replicationFactor: 1, minInsyncReplicas: 1, retentionMs: -1 };
  await withAdmin(kafka, (admin) => ensureTopic(admin, { name, partitions, ...once }));
  // A broker that is busy says for a moment that it does not lead what it has just made.
  await until('the topic can be read', () =>
    lengthOf(kafka, name).then(
      () => true,
      () => false,
    ),
  );
  return name;
}

async function withAdmin<T>(kafka: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** How many messages of a topic a group has done with, by the positions it stored. */
export async function storedOf(kafka: Kafka, groupId: string, topic: string): Promise<number> {
  return withAdmin(kafka, async (admin) => {
    const [stored] = await admin.fetchOffsets({ groupId, topics: [topic] });
    return sum(stored!.partitions.map(({ offset }) => Math.max(0, Number(offset))));
  });
}
