import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port';
import { guard } from '../guard';
import { type KafkaNode, kafkaNode, newClusterId } from './kafka-node';

/** Three brokers of a test's own, of which the first one, or each, is a controller, too. */
export interface OwnCluster {
  /** All of them, `host:port` with a comma between. */
  readonly addresses: string;
  /** In the order of their ids, which begin at 1. */
  readonly nodes: readonly KafkaNode[];
  /** Stops them and removes their files. */
  stop(): Promise<void>;
}

const size = 3;

/**
 * @param controllerCount where each is one, two that are killed leave nobody who decides
 * @throws NoBroker
 */
export async function startOwnCluster(controllerCount: 1 | 3): Promise<OwnCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'tasuki-kafka-cluster-'));
  const ports = (count: number) => Promise.all(Array.from({ length: count }, freePort));
  const [brokers, controllers] = [await ports(size), await ports(controllerCount)];
  const clusterId = newClusterId();
  const voters = controllers.map((port, index) => `${index + 1}@127.0.0.1:${port}`).join(',');
  const nodes = await Promise.all(
    brokers.map((port, index) =>
      kafkaNode({
        folder: join(folder, `node-${index + 1}`),
        ports: [port],
        clusterId,
        properties: propertiesOf(index + 1, port, controllers[index], voters),
        heap: '256m',
      }),
    ),
  );
  const finished = guard(killAndRemove, folder);
  await Promise.all(nodes.map((node) => node.start()));
  return {
    addresses: brokers.map((port) => `127.0.0.1:${port}`).join(','),
    nodes,
    async stop() {
      // In order they would wait for each other.
      await Promise.all(nodes.map((node) => node.end('SIGKILL')));
      await rm(folder, { recursive: true, force: true });
      finished();
    },
  };
}

function propertiesOf(
  id: number,
  port: number,
  controllerPort: number | undefined,
  voters: string,
) {
  const address = `PLAINTEXT://127.0.0.1:${port}`;
  const roles =
    controllerPort === undefined
      ? { 'process.roles': 'broker', listeners: address }
      : {
          'process.roles': 'broker,controller',
          listeners: `${address},CONTROLLER://127.0.0.1:${controllerPort}`,
        };
  return {
    ...roles,
    'node.id': String(id),
    'controller.quorum.voters': voters,
    'advertised.listeners': address,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'offsets.topic.replication.factor': String(size),
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': String(size),
    'transaction.state.log.min.isr': '2',
    'group.initial.rebalance.delay.ms': '0',
    'auto.create.topics.enable': 'false',
    // A broker that was killed is missed after 3 s, not 9, and its replicas are out of sync after 3 s, not 30.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
    'replica.lag.time.max.ms': '3000',
  };
}

const killAndRemove = `
kill -KILL $(cat "$1"/*/pid)
rm -rf "$1"`;
