import { type BeforeApplicationShutdown, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { runScorer } from './run-scorer';

/** Scores every live fact of every lead, as it comes in. */
@Module({})
export class ScorerModule implements OnModuleInit, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  onModuleInit(): void {
    this.running = runScorer(this.runtime, this.stopping.signal);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }
}
