import { type BeforeApplicationShutdown, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CONFIG, RUNTIME, type Runtime } from '@tasuki/runtime';
import { type NotifierConfig, openNotifier } from './open-notifier';

/** Tells people and systems of what happens to leads. */
@Module({})
export class NotifierModule implements OnModuleInit, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(CONFIG) private readonly config: NotifierConfig,
  ) {}

  async onModuleInit(): Promise<void> {
    const notifier = await openNotifier(this.runtime, this.config);
    this.running = notifier.run(this.stopping.signal);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }
}
