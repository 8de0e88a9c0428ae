import { readCheckpoint } from '@tasuki/event-store';
import { readConfig, RelayConfig, silentLogger } from '@tasuki/platform';
import { addConsumerLag, openRuntime, type Runtime } from '@tasuki/runtime';
import { openNotifier } from '../../apps/notifier/src/open-notifier';
import { openRelay } from '../../apps/relay/src/open-relay';
import { openScorer } from '../../apps/scorer/src/open-scorer';

export const consumerGroups = ['notifier', 'scorer'] as const;

/** Tasuki with Kafka, its parts in this process; those that were started run until it is closed. */
export interface Installation {
  readonly runtime: Runtime;
  startRelay(): void;
  startConsumers(): Promise<void>;
  startScorer(): void;
  /** Whether everything is on the topic. */
  readonly isPublished: () => Promise<boolean>;
  /** Whether `tasuki_consumer_lag_messages` is 0 for every group. */
  readonly hasNoLag: () => Promise<boolean>;
  /** Whether everything is published and handled, and nothing comes of it any more. */
  readonly isQuiet: () => Promise<boolean>;
  /** May be called again. */
  close(): Promise<void>;
}

/** @param environment as the processes of an installation have it */
export async function openInstallation(
  environment: Readonly<Record<string, string>>,
): Promise<Installation> {
  const config = readConfig(RelayConfig, environment);
  const runtime = await openRuntime(config, silentLogger);
  const forgetLag = addConsumerLag(runtime, config);
  const stopping = new AbortController();
  const running: Promise<void>[] = [];
  const { pool, log, metrics } = runtime;

  const startScorer = () => void running.push(openScorer(runtime, config).run(stopping.signal));

  const isPublished = async () => (await readCheckpoint(pool, 'relay')) >= (await log.head());

  async function hasNoLag(): Promise<boolean> {
    const lines = (await metrics.text()).split('\n');
    return consumerGroups.every((group) =>
      lines.includes(`tasuki_consumer_lag_messages{group="${group}"} 0`),
    );
  }

  async function end(): Promise<void> {
    stopping.abort();
    await Promise.all(running);
    await forgetLag();
    await runtime.close();
  }
  let ended: Promise<void> | undefined;

  return {
    runtime,
    startRelay() {
      const relay = openRelay(runtime, config);
      running.push(relay.run(stopping.signal).finally(() => relay.close()));
    },
    startScorer,
    async startConsumers() {
      startScorer();
      const notifier = await openNotifier(runtime, config, { lookEveryMs: 50 });
      running.push(notifier.run(stopping.signal));
    },
    isPublished,
    hasNoLag,
    async isQuiet() {
      const head = await log.head();
      return (await isPublished()) && (await hasNoLag()) && (await log.head()) === head;
    },
    close: () => (ended ??= end()),
  };
}
