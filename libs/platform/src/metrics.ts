import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/**
 * What one process counts, for Prometheus. Names and labels never hold personal data: labels are
 * names of commands, codes, tables.
 */
export interface Metrics {
  /** By command and outcome: `accepted`, `unchanged`, the code of a refusal, the name of an error. */
  readonly commands: Counter<'command' | 'outcome'>;
  readonly commandSeconds: Histogram<'command'>;
  /** One batch of appends, from taking the lock to the answer of COMMIT. */
  readonly appendSeconds: Histogram;
  readonly appendBatchSize: Histogram;
  readonly versionConflicts: Counter;
  readonly subscriptionReconnects: Counter;
  /** A figure that is looked up when somebody asks for the metrics. */
  gauge(name: string, help: string, look: () => Promise<readonly Reading[]>): void;
  readonly contentType: string;
  text(): Promise<string>;
}

export interface Reading {
  readonly labels?: Readonly<Partial<Record<'target' | 'state' | 'group', string>>>;
  readonly value: number;
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const sizes = [1, 2, 5, 10, 20, 50, 100, 200, 500];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    commands: new Counter({
      name: 'tasuki_commands_total',
      help: 'Commands by name and outcome.',
      labelNames: ['command', 'outcome'],
      registers,
    }),
    commandSeconds: new Histogram({
      name: 'tasuki_command_duration_seconds',
      help: 'From a command to its receipt or refusal.',
      labelNames: ['command'],
      buckets: seconds,
      registers,
    }),
    appendSeconds: new Histogram({
      name: 'tasuki_append_duration_seconds',
      help: 'One batch of appends to the log.',
      buckets: seconds,
      registers,
    }),
    appendBatchSize: new Histogram({
      name: 'tasuki_append_batch_size',
      help: 'Appends that were written together.',
      buckets: sizes,
      registers,
    }),
    versionConflicts: new Counter({
      name: 'tasuki_version_conflicts_total',
      help: 'Appends that found their stream at another version.',
      registers,
    }),
    subscriptionReconnects: new Counter({
      name: 'tasuki_subscription_reconnects_total',
      help: 'How often a subscription found the store away and tried again.',
      registers,
    }),
    gauge(name, help, look) {
      new Gauge({
        name,
        help,
        labelNames: ['target', 'state', 'group'],
        registers,
        async collect() {
          this.reset();
          // With the database away this figure is absent, and the others are there.
          const readings = await look().catch(() => []);
          for (const { labels = {}, value } of readings) this.set(labels, value);
        },
      });
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
