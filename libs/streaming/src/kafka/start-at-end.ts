import { type Admin, type Consumer, type Kafka } from 'kafkajs';

/** What a member has joined for. */
export interface Share {
  readonly group: string;
  readonly topic: string;
  readonly partitions: readonly number[];
}

/**
 * Stores the end of each partition that the group never consumed, before anything is fetched: else a
 * member that ends before its first batch would begin at a later end next time, and miss what came
 * between. Only the member that a partition belongs to does so; to be called in the very moment it
 * has joined.
 */
export async function startAtEnd(
  kafka: Kafka,
  consumer: Consumer,
  { group, topic, partitions }: Share,
): Promise<void> {
  if (partitions.length === 0) return;
  const share = [{ topic, partitions: [...partitions] }];
  consumer.pause(share);
  const admin = kafka.admin();
  try {
    await admin.connect();
    const fresh = await neverConsumed(admin, group, topic);
    const ends = fresh.size === 0 ? [] : await admin.fetchTopicOffsets(topic);
    const starts = ends
      .filter(({ partition }) => fresh.has(partition) && partitions.includes(partition))
      .map(({ partition, high }) => ({ topic, partition, offset: high }));
    if (starts.length > 0) await consumer.commitOffsets(starts);
    for (const start of starts) consumer.seek(start);
  } finally {
    await admin.disconnect();
  }
  consumer.resume(share);
}

async function neverConsumed(
  admin: Admin,
  groupId: string,
  topic: string,
): Promise<ReadonlySet<number>> {
  const stored = await admin.fetchOffsets({ groupId, topics: [topic] });
  const partitions = stored.flatMap((one) => one.partitions);
  return new Set(partitions.filter(({ offset }) => offset === '-1').map((one) => one.partition));
}
