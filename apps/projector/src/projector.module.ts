import { type BeforeApplicationShutdown, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { allProjectionRunners, type ProjectionRunner } from '@tasuki/read-models';
import { RUNTIME, type Runtime } from '@tasuki/runtime';

/** Keeps the read models up with the log. */
@Module({})
export class ProjectorModule implements OnModuleInit, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly runners: readonly ProjectionRunner[];
  private running: Promise<unknown> = Promise.resolve();

  constructor(@Inject(RUNTIME) { pool, store, logger, health }: Runtime) {
    this.runners = allProjectionRunners({ pool, store, logger });
    for (const runner of this.runners) {
      health.add({
        name: runner.name,
        check: () => runner.failure && 'it cannot go on; the log of this process says why',
      });
    }
  }

  onModuleInit(): void {
    this.running = Promise.all(this.runners.map((runner) => runner.run(this.stopping.signal)));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }
}
