import { getContainerRuntimeClient } from 'testcontainers';
import { startBrokerInDocker } from './broker-in-docker';
import { assertJava, kafkaJars } from './kafka-jars';
import { startOwnBroker } from './own-broker';

/** The broker that the kafka suite works with. */
export interface TestBroker {
  /** `host:port` */
  readonly address: string;
  stop(): Promise<void>;
}

/** How a broker can be had here. */
type BrokerSource = 'given' | 'docker' | 'own';

/** @throws NoBroker that says what to install */
export async function findBrokerSource(): Promise<BrokerSource> {
  if (process.env.KAFKA_BROKERS) return 'given';
  if (await isDockerThere()) return 'docker';
  assertJava('install Java 17 and Maven, or start Docker');
  await kafkaJars();
  return 'own';
}

/**
 * The one at `KAFKA_BROKERS`; else one in Docker; else one of our own, for which Java 17 and, the
 * first time, Maven are needed.
 * @throws NoBroker that says what to install
 */
export async function startTestBroker(): Promise<TestBroker> {
  switch (await findBrokerSource()) {
    case 'given':
      return { address: process.env.KAFKA_BROKERS!.split(',')[0]!, stop: () => Promise.resolve() };
    case 'docker':
      return startBrokerInDocker();
    case 'own':
      return startOwnBroker();
  }
}

async function isDockerThere(): Promise<boolean> {
  try {
    await getContainerRuntimeClient();
    return true;
  } catch {
    return false;
  }
}
