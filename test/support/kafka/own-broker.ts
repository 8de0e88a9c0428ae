import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port';
import { guard } from '../guard';
import { type KafkaNode, kafkaNode, newClusterId } from './kafka-node';
import { type GuardedListeners, guardedListeners, type TestUser } from './guarded-listeners';

/** A broker of a test's own, which the test may stop and start; its address stays the same. */
export interface OwnBroker extends KafkaNode {
  /** `host:port` */
  readonly address: string;
  /** Stops it and removes its files. */
  stop(): Promise<void>;
}

/**
 * @param kept a folder in which its data outlives it; else it is a temporary one
 * @throws NoBroker
 */
export async function startOwnBroker(kept?: string): Promise<OwnBroker> {
  return startOn(kept ?? (await temporary()), kept !== undefined);
}

/** A broker that lets in by password or certificate alone, but for the plain address. */
export type GuardedBroker = OwnBroker & Pick<GuardedListeners, 'byPassword' | 'byCertificate'>;

/**
 * Starts one with listeners for TLS besides the plain one.
 * @throws NoBroker
 */
export async function startGuardedBroker(user: TestUser): Promise<GuardedBroker> {
  const folder = await temporary();
  const guarded = await guardedListeners(folder, user);
  const broker = await startOn(folder, false, guarded);
  return { ...broker, byPassword: guarded.byPassword, byCertificate: guarded.byCertificate };
}

const temporary = () => mkdtemp(join(tmpdir(), 'tasuki-kafka-'));

async function startOn(
  folder: string,
  isKept: boolean,
  guarded?: GuardedListeners,
): Promise<OwnBroker> {
  const [port, controllerPort] = [await freePort(), await freePort()];
  const node = await kafkaNode({
    folder,
    ports: [port, controllerPort, ...(guarded?.ports ?? [])],
    clusterId: newClusterId(),
    properties: { ...propertiesOf(port, controllerPort, guarded), ...guarded?.properties },
    ...(guarded && { users: guarded.users }),
  });
  const finished = guard(isKept ? endOnly : endAndRemove, folder);
  await node.start();
  return {
    ...node,
    address: `127.0.0.1:${port}`,
    async stop() {
      await node.end('SIGTERM');
      if (!isKept) await rm(folder, { recursive: true, force: true });
      finished();
    },
  };
}

function propertiesOf(port: number, controllerPort: number, guarded?: GuardedListeners) {
  const advertised = [`PLAINTEXT://127.0.0.1:${port}`, ...(guarded?.listeners ?? [])];
  const protocols = ['CONTROLLER:PLAINTEXT', 'PLAINTEXT:PLAINTEXT', ...(guarded?.protocols ?? [])];
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: [...advertised, `CONTROLLER://127.0.0.1:${controllerPort}`].join(','),
    'advertised.listeners': advertised.join(','),
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': protocols.join(','),
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'auto.create.topics.enable': 'false',
  };
}

/** Kafka goes on when whoever started it ends. */
const endOnly = `
kill -TERM $(cat "$1/pid")`;
const endAndRemove = `
kill -KILL $(cat "$1/pid")
rm -rf "$1"`;
