import { type Kafka } from 'kafkajs';

/** The start of the topic, or the first message sent at this instant or later. */
export type SeekTarget = 'beginning' | Date;

/**
 * Sets where a group goes on in a topic; no member of it may be running.
 * @throws Error when one is
 */
export async function seekGroup(
  kafka: Kafka,
  { group, topic }: { readonly group: string; readonly topic: string },
  target: SeekTarget,
): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    // As offsets: kafkajs stores its "earliest" as it is, and a group that begins at the end goes there.
    const partitions =
      target === 'beginning'
        ? (await admin.fetchTopicOffsets(topic)).map(({ partition, low }) => ({
            partition,
            offset: low,
          }))
        : await admin.fetchTopicOffsetsByTimestamp(topic, target.getTime());
    await admin.setOffsets({ groupId: group, topic, partitions });
  } finally {
    await admin.disconnect();
  }
}
