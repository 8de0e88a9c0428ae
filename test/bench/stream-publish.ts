import { type EventStore, readCheckpoint } from '@tasuki/event-store';
import { type LeadMessage } from '@tasuki/lead-messages';
import { health, silentLogger as logger } from '@tasuki/platform';
import { leadReader, registry } from '@tasuki/runtime';
import { kafkaProducer, leadMessagesOf } from '@tasuki/streaming';
import { type Kafka } from 'kafkajs';
import { type Pool } from 'pg';
import { publisher } from '../../apps/relay/src/publish';
import { until } from '../faults/until';
import { openRawProducer, recordsOf } from './stream-ceiling';
import { createBenchTopic, lengthOf } from './support/bench-topic';
import { type Contender, type Measured } from './support/benchmark';
import { timed } from './support/in-flight';

/** Messages sent at once: by the relay, and by the bare producer. */
export const sendSize = 200;

/** A log with events of leads, and a broker. */
export interface Place {
  readonly pool: Pool;
  readonly log: EventStore;
  readonly kafka: Kafka;
}

/** The relay from its checkpoint on, with nothing left to do at the end; and the same bytes by hand. */
export async function publishing(
  { pool, log, kafka }: Place,
  messages: readonly LeadMessage[],
): Promise<readonly Contender[]> {
  const topic = await createBenchTopic(kafka);
  const sender = kafkaProducer(kafka, topic);
  const teller = () => leadMessagesOf({ store: log, registry, source: '/tasuki' });
  const follow = leadReader(
    { pool, log, logger, health: health() },
    { name: 'relay', ...publisher({ log, producer: sender, teller, logger }) },
  );
  const head = await log.head();
  const records = recordsOf(messages);
  const raw = await openRawProducer(kafka, topic);

  async function relayed(): Promise<void> {
    const stop = new AbortController();
    const running = follow(stop.signal);
    const isDone = async () => (await readCheckpoint(pool, 'relay')) >= head;
    await until('all is published', isDone, 10);
    stop.abort();
    await running;
  }

  /** Only what stands on the topic counts. */
  async function counted(work: () => Promise<void>): Promise<Measured> {
    await pool.query('delete from checkpoints');
    const before = await lengthOf(kafka, topic);
    const measured = await timed(async () => {
      await work();
      return messages.length;
    });
    const count = (await lengthOf(kafka, topic)) - before;
    if (count !== messages.length)
      throw new Error(`${count} messages stand on the topic, not ${messages.length}`);
    return measured;
  }

  return [
    { name: 'the relay', round: () => counted(relayed) },
    {
      name: 'bare kafkajs',
      round: () => counted(() => raw.sendAll(records, sendSize)),
    },
  ];
}
