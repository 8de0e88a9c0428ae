import { type BeforeApplicationShutdown, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { postgresLeases } from '@tasuki/platform';
import { projector, type Projector, readModels } from '@tasuki/read-models';
import { registry, RUNTIME, type Runtime } from '@tasuki/runtime';
import { AssignmentModule } from './assignment/assignment.module';
import { SlaClockModule } from './clock/sla-clock.module';

/** Keeps the read models up with the log, and does what follows from them: deadlines, assignment. */
@Module({ imports: [SlaClockModule, AssignmentModule] })
export class ProjectorModule implements OnModuleInit, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly projector: Projector;
  private running: Promise<unknown> = Promise.resolve();

  constructor(@Inject(RUNTIME) { pool, log, logger, health }: Runtime) {
    this.projector = projector({
      pool,
      log,
      registry,
      logger,
      readModels,
      leases: postgresLeases(pool),
    });
    health.add({
      name: 'projector',
      check: () => this.projector.failure && 'it cannot go on; the log of this process says why',
    });
  }

  onModuleInit(): void {
    this.running = this.projector.run(this.stopping.signal);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }
}
