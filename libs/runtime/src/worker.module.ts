import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createLogger, readConfig, runMain, stopSignal, WorkerConfig } from '@tasuki/platform';
import { addConsumerLag } from './consumer-lag';
import { openRuntime } from './runtime';
import { RuntimeModule } from './runtime.module';
import { serveWorkerHttp } from './worker-http';

@Module({})
class WorkerApp {}

/**
 * The main of a process without HTTP: runs one module until it is told to stop.
 * @param kind what it is told by its environment
 */
export function runWorker(
  name: string,
  module: Type,
  kind: new () => WorkerConfig = WorkerConfig,
): void {
  runMain(async () => {
    const config = readConfig(kind, process.env);
    const logger = createLogger(config.LOG_LEVEL);
    const runtime = await openRuntime(config, logger);
    const endLag = addConsumerLag(runtime, config);
    const app = await NestFactory.createApplicationContext(
      { module: WorkerApp, imports: [RuntimeModule.with(config, runtime), module] },
      { logger: ['error', 'warn'] },
    );
    const { WORKER_PORT, WORKER_HOST } = config;
    const http =
      WORKER_PORT === undefined
        ? undefined
        : await serveWorkerHttp(WORKER_PORT, WORKER_HOST, runtime);
    logger.info(`${name} is up`);
    await stopSignal();
    await http?.close();
    await app.close();
    await endLag();
    await runtime.close();
  });
}
