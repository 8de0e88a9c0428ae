import { type Admin } from 'kafkajs';

export interface TopicSettings {
  readonly name: string;
  /** Fixed for good: with another number a lead's messages would go on in another partition. */
  readonly partitions: number;
  readonly replicationFactor: number;
  /** How long messages are kept, in milliseconds; -1: for ever. */
  readonly retentionMs: number;
  /** Replicas that must have a message before it counts as sent. */
  readonly minInsyncReplicas: number;
}

/** `fewer`: it has fewer partitions than wanted, which was left as it is. */
export type TopicOutcome = 'made' | 'there' | 'fewer';

/** What is to be done about a topic that has so many partitions, or is not there. */
export function topicDecision(
  found: number | undefined,
  wanted: number,
): 'make' | 'there' | 'fewer' {
  if (found === undefined) return 'make';
  return found < wanted ? 'fewer' : 'there';
}

/** Makes the topic if it is not there; several processes may do so at once. Changes no topic. */
export async function ensureTopic(admin: Admin, wanted: TopicSettings): Promise<TopicOutcome> {
  const { name, partitions, replicationFactor, retentionMs, minInsyncReplicas } = wanted;
  const decision = topicDecision(await partitionsOf(admin, name), partitions);
  if (decision !== 'make') return decision;
  const settings = {
    'cleanup.policy': 'delete',
    'retention.ms': String(retentionMs),
    // What is left out is as the cluster has it, and a cluster may delete what takes too much room,
    'retention.bytes': '-1',
    // or keep what kafkajs cannot read. So the broker makes whatever anybody sends readable.
    'compression.type': 'uncompressed',
    // An event may hold 1,000,000 bytes, its message some more; brokers take 1,048,588 by default.
    'max.message.bytes': '2000000',
    'min.insync.replicas': String(minInsyncReplicas),
    // A replica that lacks what was acknowledged is not to lead, be it the only one left.
    'unclean.leader.election.enable': 'false',
  };
  const made = await admin.createTopics({
    topics: [
      {
        topic: name,
        numPartitions: partitions,
        replicationFactor,
        configEntries: Object.entries(settings).map(([key, value]) => ({ name: key, value })),
      },
    ],
  });
  // Another process was quicker.
  return made ? 'made' : ensureTopic(admin, wanted);
}

async function partitionsOf(admin: Admin, topic: string): Promise<number | undefined> {
  if (!(await admin.listTopics()).includes(topic)) return undefined;
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  return topics[0]?.partitions.length;
}
