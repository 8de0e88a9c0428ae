import { type BeforeApplicationShutdown, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type ConsumingConfig, RUNTIME, type Runtime } from '@tasuki/runtime';
import { openScorer } from './open-scorer';

/** Scores every live fact of every lead, as it comes in. */
@Module({})
export class ScorerModule implements OnModuleInit, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(CONFIG) private readonly config: ConsumingConfig,
  ) {}

  onModuleInit(): void {
    this.running = openScorer(this.runtime, this.config).run(this.stopping.signal);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }
}
