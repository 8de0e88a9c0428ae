import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Config, createLogger, readConfig, runMain, stopSignal } from '@tasuki/platform';
import { openRuntime } from './runtime';
import { RuntimeModule } from './runtime.module';

@Module({})
class WorkerApp {}

/** The main of a process without HTTP: runs one module until it is told to stop. */
export function runWorker(name: string, module: Type): void {
  runMain(async () => {
    const config = readConfig(Config, process.env);
    const logger = createLogger(config.LOG_LEVEL);
    const runtime = await openRuntime(config, logger);
    const app = await NestFactory.createApplicationContext(
      { module: WorkerApp, imports: [RuntimeModule.with(config, runtime), module] },
      { logger: ['error', 'warn'] },
    );
    logger.info(`${name} is up`);
    await stopSignal();
    await app.close();
    await runtime.close();
  });
}
