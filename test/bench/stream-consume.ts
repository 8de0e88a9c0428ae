import { type LeadMessage } from '@tasuki/lead-messages';
import { randomId, silentLogger as logger } from '@tasuki/platform';
import { registry } from '@tasuki/runtime';
import { type Effect, kafkaConsumer, leadConsumer, type MessageConsumer } from '@tasuki/streaming';
import { consumeRaw, openRawProducer, recordsOf } from './stream-ceiling';
import { type Place } from './stream-publish';
import { createBenchTopic, storedOf } from './support/bench-topic';
import { type Contender, type Measured } from './support/benchmark';
import { inTime } from './support/in-time';

export const nothing: Effect = { wants: () => false, send: () => Promise.resolve() };

/** An insert for each message, in the transaction that makes it handled. */
export const noting: Effect = {
  wants: () => true,
  record: ({ subject, streamversion }) =>
    Promise.resolve(async (client) => {
      await client.query({
        name: 'bench-effect',
        text: 'insert into effects (lead_id, version) values ($1, $2)',
        values: [subject, streamversion],
      });
    }),
};

/** Each round a group of its own, from the moment it has joined until the last message is handled. */
export async function consuming(
  { pool, log: store, kafka }: Place,
  messages: readonly LeadMessage[],
  effect: Effect,
): Promise<readonly Contender[]> {
  const topic = await createBenchTopic(kafka);
  const filling = await openRawProducer(kafka, topic);
  await filling.sendAll(recordsOf(messages), 1_000);
  await filling.close();

  async function round(): Promise<Measured> {
    await pool.query('truncate inbox, effects');
    await pool.query('checkpoint');
    const group = `bench-${randomId()}`;
    const { stream, seconds: taken } = toldOf(
      kafkaConsumer(kafka, { topic, logger }),
      messages.length,
    );
    const stop = new AbortController();
    const running = leadConsumer(
      { stream, store, pool, registry, source: '/tasuki', logger },
      { group, from: 'beginning', effect },
    ).run(stop.signal);
    const seconds = await inTime('all is handled', taken);
    stop.abort();
    await running;
    await assertHandled({ pool, kafka }, { topic, group, effect }, messages);
    return { count: messages.length, seconds };
  }

  return [
    { name: 'tasuki', round },
    {
      name: 'bare kafkajs',
      round: () => consumeRaw(kafka, topic, `bench-${randomId()}`, messages.length),
    },
  ];
}

/** A consumer, and how long it took from the moment it joined until so many messages were handled. */
function toldOf(consumer: MessageConsumer, expected: number) {
  const done = Promise.withResolvers<number>();
  let begun = 0;
  let count = 0;
  const stream: MessageConsumer = {
    run: (subscription, signal) =>
      consumer.run(
        {
          ...subscription,
          onState(state) {
            begun = performance.now();
            subscription.onState?.(state);
          },
          async handle(batch, stopping) {
            await subscription.handle(batch, stopping);
            count += batch.length;
            if (count >= expected) done.resolve((performance.now() - begun) / 1000);
          },
        },
        signal,
      ),
  };
  return { stream, seconds: done.promise };
}

/** What was measured came about: each lead up to its last version, each effect once, all positions stored. */
async function assertHandled(
  { pool, kafka }: Pick<Place, 'pool' | 'kafka'>,
  { topic, group, effect }: { topic: string; group: string; effect: Effect },
  messages: readonly LeadMessage[],
): Promise<void> {
  const last = new Map(messages.map(({ subject, streamversion }) => [subject, streamversion]));
  const { rows } = await pool.query<{ lead: string; version: number }>(
    'select lead_id as lead, version from inbox where consumer_group = $1 and seen = version',
    [group],
  );
  const handled = rows.filter(({ lead, version }) => last.get(lead) === version).length;
  const effects = await pool.query('select distinct * from effects');
  const stored = await storedOf(kafka, group, topic);
  const wanted = effect === nothing ? 0 : messages.length;
  const all = [last.size, wanted, messages.length];
  const found = [handled, effects.rowCount, stored];
  if (found.join() !== all.join())
    throw new Error(`leads, effects, positions: ${found.join()}, not ${all.join()}`);
}
