import { postgresEventStore } from '@tasuki/event-store';
import { postgresPool, silentLogger } from '@tasuki/platform';
import { inProcessConsumer, kafkaClient, kafkaConsumer, type MessageConsumer } from '../src/index';
import { registry } from './lead-events';

/** How to make a consumer, in this process or another. */
export type ConsumerPlan =
  | { readonly kind: 'in-process'; readonly url: string }
  | {
      readonly kind: 'kafka';
      readonly broker: string;
      readonly topic: string;
      readonly rebalanceTimeoutMs?: number;
      readonly awayAfterMs?: number;
    };

export const batchSize = 10;
/** The shortest that a broker allows by default. */
const sessionTimeoutMs = 6_000;

export interface OpenConsumer {
  readonly consumer: MessageConsumer;
  close(): Promise<void>;
}

export function openConsumer(plan: ConsumerPlan): OpenConsumer {
  const logger = silentLogger;
  if (plan.kind === 'kafka') {
    const { broker, ...options } = plan;
    const kafka = kafkaClient({ brokers: [broker], clientId: 'test', logger });
    const consumer = kafkaConsumer(kafka, { ...options, sessionTimeoutMs, batchSize, logger });
    return { consumer, close: () => Promise.resolve() };
  }
  const connectionString = plan.url;
  const pool = postgresPool({ connectionString, logger });
  const store = postgresEventStore({ pool, connectionString });
  const source = '/tasuki';
  return {
    consumer: inProcessConsumer({ store, registry, pool, source, batchSize, logger }),
    async close() {
      await store.close();
      await pool.end();
    },
  };
}
