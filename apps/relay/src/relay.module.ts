import { type BeforeApplicationShutdown, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { postgresLeases, type RelayConfig, whileHeld } from '@tasuki/platform';
import { CONFIG, RUNTIME, type Runtime } from '@tasuki/runtime';
import { openRelay } from './open-relay';

/** Publishes what happens to leads; of several processes one does it, the others stand by. */
@Module({})
export class RelayModule implements OnModuleInit, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(CONFIG) private readonly config: RelayConfig,
  ) {}

  onModuleInit(): void {
    const relay = openRelay(this.runtime, this.config);
    const leases = postgresLeases(this.runtime.pool);
    this.running = whileHeld(leases, 'relay', this.stopping.signal, (held) =>
      relay.run(held),
    ).finally(() => relay.close());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }
}
