import { type Standalone, startStandalone } from '../e2e/standalone-process';
import { freePort } from '../support/free-port';
import { makePostgresHome, removePostgresHome } from '../support/postgres-folder';
import { expectRecovered } from './aftermath';
import { expectAllAgree } from './all-agree';
import { type Journeys, startJourneys } from './journeys';
import { killFor, seconds } from './kill-for';
import { databaseOf, doorOf, killPostgres } from './standalone';
import { startThoseTold, type ThoseTold } from './those-told';
import { until } from './until';

describe('Tasuki in one process', () => {
  let home: string;
  let those: ThoseTold;
  let running: Standalone;
  let journeys: Journeys | undefined;
  let port: number;
  /** It may be away already, and come up again in a moment. */
  const wasKilled = () =>
    killPostgres(home).then(
      () => true,
      () => false,
    );
  const start = async () => {
    const env = {
      PORT: String(port),
      TASUKI_RATE_LIMIT: '0',
      TASUKI_NOTIFICATIONS_FILE: those.file,
    };
    running = await startStandalone({ home, env });
  };
  beforeEach(async () => {
    [home, those, port] = [await makePostgresHome(), await startThoseTold(), await freePort()];
    await start();
  });
  afterEach(async () => {
    journeys?.abandon();
    const ended = await running.stop();
    await those.close();
    await removePostgresHome(home);
    expect(ended).toBe(0);
  });

  it(
    `takes leads from their capture to the deal while it or its database is killed every second, for ${seconds} s`,
    async () => {
      const walking = startJourneys(() => doorOf(running));
      journeys = walking;
      await until('the first leads are won', () => walking.won > 8);
      const calmSince = await killFor(seconds, async () => {
        if (Math.random() < 0.5) return until('the database was killed', wasKilled);
        await running.stop('SIGKILL');
        await start();
      });
      const before = walking.won;
      await until('leads are won again', () => walking.won > before + 8);
      const journal = await walking.stop();
      const database = await databaseOf(home);
      await expectRecovered(database, journal, (runtime) =>
        expectAllAgree(runtime, those, calmSince),
      );
    },
    120_000 + seconds * 3_000,
  );
});
