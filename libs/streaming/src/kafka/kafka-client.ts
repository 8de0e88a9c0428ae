import { type Logger } from '@tasuki/platform';
import { Kafka, type KafkaConfig, type LogEntry, logLevel } from 'kafkajs';
import { calmRequestQueues } from './calm-request-queue';
import { closingSockets } from './closing-sockets';

export interface KafkaClientOptions extends Pick<KafkaConfig, 'sasl' | 'ssl'> {
  /** `host:port` of some brokers; the others are found through them. */
  readonly brokers: readonly string[];
  /** How the brokers' logs and quotas name this program. */
  readonly clientId: string;
  readonly logger: Logger;
  /** For how long a request may go unanswered; 15,000 ms when left out. */
  readonly requestTimeoutMs?: number;
  /** How often a request is tried again; as `retry` says when left out. */
  readonly retries?: number;
}

/**
 * How often a request is tried again before it counts as failed: for about 4 s. Whoever asked then
 * begins anew with a fresh connection, so an outage of any length ends by itself; what kafkajs tries
 * again for ever could be neither stopped nor reported.
 */
export const retry = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 5 };

/** A client of the cluster; it connects when it is first used. */
export function kafkaClient({
  brokers,
  logger,
  requestTimeoutMs = 15_000,
  retries = retry.retries,
  ...options
}: KafkaClientOptions): Kafka {
  calmRequestQueues();
  return new Kafka({
    ...options,
    brokers: [...brokers],
    socketFactory: closingSockets,
    connectionTimeout: 3_000,
    requestTimeout: requestTimeoutMs,
    retry: { ...retry, retries },
    logLevel: logger.isLevelEnabled('debug') ? logLevel.DEBUG : logLevel.ERROR,
    logCreator: () => (entry) => note(logger, entry),
  });
}

/** What fails here fails its caller too, who tells it once: kafkajs tells every attempt to connect. */
const quiet = ['Connection', 'BrokerPool'];

function note(logger: Logger, { namespace, level, log }: LogEntry): void {
  const { message, broker, error, groupId } = log as Readonly<Record<string, unknown>>;
  const line = { client: namespace, broker, group: groupId, reason: error };
  const isWarning = level === logLevel.ERROR && !quiet.includes(namespace);
  logger[isWarning ? 'warn' : 'debug'](line, `kafkajs: ${String(message)}`);
}
