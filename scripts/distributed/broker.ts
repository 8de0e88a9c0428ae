import { reasonOf, StartupError } from '@tasuki/platform';
import { join } from 'node:path';
import { NoBroker } from '../../test/support/kafka/kafka-jars';
import { startOwnBroker } from '../../test/support/kafka/own-broker';

/** Where Kafka is. One of our own is started again when it ends, at the same address and with its data. */
export interface Broker {
  /** `host:port` of one or several. */
  readonly address: string;
  /** Rejects when it cannot be started again. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

const never = () => new Promise<never>(() => undefined);

/** On brokers of others the topic that every installation has by default may be somebody's. */
export function assertOwnTopic({ KAFKA_BROKERS, TASUKI_TOPIC }: NodeJS.ProcessEnv): void {
  if (KAFKA_BROKERS === undefined || TASUKI_TOPIC !== undefined) return;
  throw new StartupError(
    'KAFKA_BROKERS is given: give TASUKI_TOPIC, too, a topic that no other installation has, or its messages would be taken from it.',
  );
}

/**
 * @param home the data of one of our own stand there, beside the database
 * @param given where somebody else keeps Kafka running
 * @param tell is told a line when it has ended, and when it is back
 * @throws StartupError when there is no Kafka
 */
export async function brokerFor(
  home: string,
  given: string | undefined,
  tell: (line: string) => void,
): Promise<Broker> {
  if (given === undefined) return keptBroker(home, tell);
  return { address: given, failed: never(), stop: () => Promise.resolve() };
}

async function keptBroker(home: string, tell: (line: string) => void): Promise<Broker> {
  const broker = await startOwnBroker(join(home, 'kafka')).catch((error: unknown) => {
    if (!(error instanceof NoBroker)) throw error;
    throw new StartupError(
      `There is no Kafka: set KAFKA_BROKERS, or have one started here (${error.message}).`,
    );
  });
  const { address } = broker;
  let isTold = false;

  async function keep(): Promise<never> {
    for (;;) {
      const how = await broker.gone();
      if (isTold) return never();
      tell(`Kafka has ended with ${how}; it is started again …\n`);
      await broker.start();
      tell(`Kafka is back at ${address}.\n`);
    }
  }
  const failed = keep().catch((error: unknown): Promise<never> => {
    if (isTold) return never();
    throw new StartupError(`Kafka cannot be started again: ${reasonOf(error)}`);
  });
  failed.catch(() => undefined);
  return {
    address,
    failed,
    stop() {
      isTold = true;
      return broker.stop();
    },
  };
}
