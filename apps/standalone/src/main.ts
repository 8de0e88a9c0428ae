import {
  clearLeases,
  createLogger,
  HttpConfig,
  readConfig,
  runMain,
  startEmbeddedPostgres,
  StartupError,
  stopSignal,
} from '@tasuki/platform';
import { openHome, openRuntime } from '@tasuki/runtime';
import { closeHttpApp, createHttpApp, listen } from '../../lead-api/src/http';
import { onlyOne } from './only-one.postgres';
import { settled } from './settled';
import { StandaloneModule } from './standalone.module';
import { welcome } from './welcome';

/** What was opened, closed in the opposite order, also when a later step fails. */
type Undo = () => Promise<unknown>;

runMain(async () => {
  const stop = stopSignal();
  const opened: Undo[] = [];
  try {
    const home = await openHome();
    const ownConfig = {
      LOG_LEVEL: 'warn',
      ...process.env,
      TASUKI_MASTER_KEY_FILE: home.masterKeyFile,
      TASUKI_JWKS: home.jwksFile,
    };
    // Where the database answers is known once it runs; the rest is checked before it is started.
    const { LOG_LEVEL } = readConfig(HttpConfig, {
      ...ownConfig,
      DATABASE_URL: 'postgresql://127.0.0.1',
    });
    const logger = createLogger(LOG_LEVEL);
    const postgres = await startEmbeddedPostgres({ home: home.path });
    const lock = await onlyOne(postgres.url, home.path, logger);
    opened.push(
      () => (lock.isOusted() ? postgres.leave() : postgres.stop()),
      () => lock.release(),
    );
    postgres.keepRunning(logger);

    const config = readConfig(HttpConfig, { ...ownConfig, DATABASE_URL: postgres.url });
    const runtime = await openRuntime(config, logger);
    opened.push(() => runtime.close());
    // This is the only process of this home: what one that was killed held is nobody's.
    await clearLeases(runtime.pool);
    const app = await createHttpApp(StandaloneModule.with(config, runtime), config);
    opened.push(() => closeHttpApp(app));
    const url = await listen(app, config);
    const problems = await settled(runtime.health);
    process.stdout.write(await welcome(url, home, config, problems));

    await Promise.race([stop, lock.ousted]);
    if (lock.isOusted()) {
      throw new StartupError(
        `Another process has taken ${home.path} over while its database was down; this one has stopped.`,
      );
    }
    process.stdout.write('\nStopping …\n');
  } finally {
    for (const undo of opened.reverse()) await undo();
  }
});
