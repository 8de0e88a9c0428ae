import { type BeforeApplicationShutdown, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { observeClock } from './observe-clock';
import { runSlaClock } from './run-clock';

/** Warns of deadlines, records that they have passed, and ends pauses. */
@Module({})
export class SlaClockModule implements OnModuleInit, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  onModuleInit(): void {
    observeClock(this.runtime);
    this.running = runSlaClock(this.runtime, this.stopping.signal);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }
}
