import { Module } from '@nestjs/common';
import { createLogger, HttpConfig, readConfig, runMain, stopSignal } from '@tasuki/platform';
import { openRuntime, RuntimeModule } from '@tasuki/runtime';
import { closeHttpApp, createHttpApp, listen } from './http';
import { LeadApiModule } from './lead-api.module';

@Module({})
class LeadApiApp {}

runMain(async () => {
  const config = readConfig(HttpConfig, process.env);
  const logger = createLogger(config.LOG_LEVEL);
  const runtime = await openRuntime(config, logger);
  const app = await createHttpApp(
    { module: LeadApiApp, imports: [RuntimeModule.with(config, runtime), LeadApiModule] },
    config,
  );
  logger.info({ url: await listen(app, config) }, 'lead-api is up');
  await stopSignal();
  await closeHttpApp(app);
  await runtime.close();
});
