import { isDeepStrictEqual } from 'node:util';
import { readTopic, type TopicReading } from '../support/kafka/read-topic';
import { createTopic, type TestTopic } from '../support/kafka/topic';
import { createDatabase, type TestDatabase } from '../support/database';
import { expectRecovered } from './aftermath';
import { expectAllAgree } from './all-agree';
import { appsWithKafka, type Distributed, type Instance, startDistributed } from './distributed';
import { type Journeys, startJourneys } from './journeys';
import { killFor, seconds } from './kill-for';
import { type App } from './spawn-app';
import { startThoseTold, type ThoseTold } from './those-told';
import { until } from './until';

const mostDown = 2;

describe('Tasuki in several processes, with Kafka', () => {
  let database: TestDatabase;
  let topic: TestTopic;
  let those: ThoseTold;
  let system: Distributed;
  let journeys: Journeys | undefined;
  let reading: TopicReading | undefined;
  beforeEach(async () => {
    [database, topic, those] = [
      await createDatabase(),
      await createTopic(6),
      await startThoseTold(),
    ];
    system = await startDistributed(database.url, {
      instances: appsWithKafka,
      env: {
        KAFKA_BROKERS: topic.broker,
        TASUKI_TOPIC: topic.name,
        TASUKI_NOTIFICATIONS_FILE: those.file,
      },
    });
  }, 60_000);
  afterEach(async () => {
    journeys?.abandon();
    await reading?.stop();
    const ended = await system.stop();
    await those.close();
    await topic.remove();
    await database.drop();
    expect(ended).toEqual(appsWithKafka.map(() => 0));
  }, 60_000);

  /** Every process that knows Kafka says of each group that it has handled all of the topic. */
  async function untilNoLag(app: App): Promise<void> {
    const wanted = ['notifier', 'scorer'].map(
      (group) => `tasuki_consumer_lag_messages{group="${group}"} 0`,
    );
    await until(`${app} tells of no lag`, async () => {
      const text = await (await fetch(`${system.urlOf(app)}/metrics`)).text();
      const told = text.split('\n').filter((line) => /^tasuki_consumer_lag_messages\{/.test(line));
      return isDeepStrictEqual(told.sort(), wanted);
    });
  }

  it(
    `takes leads from their capture to the deal while a random process is killed every second, for ${seconds} s`,
    async () => {
      const walking = startJourneys(() => system.door);
      journeys = walking;
      await until('the first leads are won', () => walking.won > 8);
      // What was killed comes up again while another is killed; with more down at once nothing would go on.
      const starting = new Map<Instance, Promise<void>>();
      const killed = killFor(seconds, async () => {
        if (starting.size === mostDown) await Promise.race(starting.values());
        const up = appsWithKafka.filter((app) => !starting.has(app));
        const victim = up[Math.floor(Math.random() * up.length)]!;
        await system.kill(victim);
        const started = system.start(victim).then(() => void starting.delete(victim));
        started.catch(() => undefined);
        starting.set(victim, started);
      });
      const calmSince = await killed.finally(() => Promise.allSettled(starting.values()));
      await Promise.all(starting.values());
      const before = walking.won;
      await until('leads are won again', () => walking.won > before + 8);
      const journal = await walking.stop();
      for (const app of ['relay', 'scorer', 'notifier'] as const) await untilNoLag(app);
      const everything = readTopic(topic.name, topic.broker);
      reading = everything;
      await expectRecovered({ ...system, url: database.url }, journal, async (runtime) => {
        const last = await runtime.log.head();
        await until('the topic was read', () =>
          everything.messages.some(({ position }) => position === last),
        );
        await expectAllAgree(runtime, those, calmSince, everything.messages);
      });
    },
    120_000 + seconds * 3_000,
  );
});
