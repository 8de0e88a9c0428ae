import {
  createLogger,
  HttpConfig,
  readConfig,
  runMain,
  startEmbeddedPostgres,
  StartupError,
  stopSignal,
} from '@tasuki/platform';
import { openHome } from '@tasuki/runtime';
import { join } from 'node:path';
import { onlyOne } from '../../apps/standalone/src/only-one.postgres';
import { welcome } from '../../apps/standalone/src/welcome';
import { NoBroker } from '../../test/support/kafka/kafka-jars';
import { startOwnBroker } from '../../test/support/kafka/own-broker';
import { startProcess, untilReady } from './process';

/**
 * `npm run start:distributed`: the processes of an installation with Kafka, on loopback, with the data of
 * `npm start`. The first one to end ends them all.
 */
const processes = ['lead-api', 'projector', 'relay', 'scorer', 'scorer', 'notifier'] as const;

runMain(async () => {
  const stop = stopSignal();
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const home = await openHome();
    const own = {
      LOG_LEVEL: 'warn',
      TASUKI_TOPIC_REPLICAS: '1',
      ...process.env,
      TASUKI_MASTER_KEY_FILE: home.masterKeyFile,
      TASUKI_JWKS: home.jwksFile,
    };
    const postgres = await startEmbeddedPostgres({ home: home.path });
    const logger = createLogger('warn');
    const lock = await onlyOne(postgres.url, home.path, logger);
    undo.push(
      () => (lock.isOusted() ? postgres.leave() : postgres.stop()),
      () => lock.release(),
    );
    postgres.keepRunning(logger);
    const KAFKA_BROKERS = process.env.KAFKA_BROKERS ?? (await ownBroker(home.path, undo));
    const env = { ...own, DATABASE_URL: postgres.url, KAFKA_BROKERS };
    const config = readConfig(HttpConfig, env);

    // The first one brings the database up to date.
    const running = [];
    for (const app of processes) {
      const one = startProcess(app, env);
      undo.push(() => one.stop());
      running.push(one);
      if (app === 'lead-api') await Promise.race([one.ended, untilReady(config, stop)]);
    }
    const url = `http://${config.HOST}:${config.PORT}`;
    process.stdout.write(await welcome(url, home, config, []));
    process.stdout.write(`Kafka at ${KAFKA_BROKERS}; ${processes.join(', ')} are running.\n`);
    await Promise.race([stop, lock.ousted, ...running.map(({ ended }) => ended)]);
    process.stdout.write('\nStopping …\n');
  } finally {
    for (const one of undo.reverse()) await one();
  }
});

/** A broker beside the database, with its data in the home. */
async function ownBroker(home: string, undo: (() => Promise<unknown>)[]): Promise<string> {
  try {
    const broker = await startOwnBroker(join(home, 'kafka'));
    undo.push(() => broker.stop());
    return broker.address;
  } catch (error) {
    if (!(error instanceof NoBroker)) throw error;
    throw new StartupError(
      `There is no Kafka: set KAFKA_BROKERS, or have one started here (${error.message}).`,
    );
  }
}
