import { type BeforeApplicationShutdown, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { postgresLeases } from '@tasuki/platform';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { runAssigner } from './run-assigner';

/** Gives leads that were handed over to people, by rule. */
@Module({})
export class AssignmentModule implements OnModuleInit, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  onModuleInit(): void {
    const leases = postgresLeases(this.runtime.pool);
    this.running = runAssigner({ ...this.runtime, leases }, this.stopping.signal);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }
}
