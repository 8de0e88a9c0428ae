import {
  createLogger,
  HttpConfig,
  readConfig,
  runMain,
  startEmbeddedPostgres,
  stopSignal,
} from '@tasuki/platform';
import { openHome } from '@tasuki/runtime';
import { onlyOne } from '../../apps/standalone/src/only-one.postgres';
import { welcome } from '../../apps/standalone/src/welcome';
import { beside } from './beside';
import { assertOwnTopic, brokerFor } from './broker';
import { startProcess, untilReady } from './process';

/**
 * `npm run start:distributed`: the processes of an installation with Kafka, on loopback, with the data of
 * `npm start`. The first one to end ends them all; database and broker are started again.
 */
const processes = ['lead-api', 'projector', 'relay', 'scorer', 'scorer', 'notifier'] as const;

runMain(async () => {
  const stop = stopSignal();
  const undo: (() => Promise<unknown>)[] = [];
  try {
    assertOwnTopic(process.env);
    const home = await openHome();
    const given = {
      LOG_LEVEL: 'warn',
      TASUKI_TOPIC_REPLICAS: '1',
      ...process.env,
      // All of them would want the one port.
      WORKER_PORT: undefined,
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
    const kafka = await brokerFor(home.path, process.env.KAFKA_BROKERS, (line) =>
      process.stdout.write(line),
    );
    undo.push(() => kafka.stop());
    const env = { ...given, DATABASE_URL: postgres.url, KAFKA_BROKERS: kafka.address };
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
    process.stdout.write(beside(processes, env));
    await Promise.race([stop, lock.ousted, kafka.failed, ...running.map(({ ended }) => ended)]);
    process.stdout.write('\nStopping …\n');
  } finally {
    for (const one of undo.reverse()) await one();
  }
});
