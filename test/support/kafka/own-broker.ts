import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../free-port';
import { guard } from '../guard';
import { kafkaJars, NoBroker } from './kafka-jars';

/** A broker of a test's own, which the test may stop and start; its address stays the same. */
export interface OwnBroker {
  /** `host:port` */
  readonly address: string;
  /** Ends it, and comes back when it is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts it again, with its data; comes back when it takes connections. */
  start(): Promise<void>;
  /** Stops it and removes its files. */
  stop(): Promise<void>;
}

/** Small, and quick to start: a test has no use for a heap of gigabytes. */
const javaOptions = ['-Xms128m', '-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const startWithinMs = 60_000;

/**
 * @param kept a folder in which its data outlives it; else it is a temporary one
 * @throws NoBroker
 */
export async function startOwnBroker(kept?: string): Promise<OwnBroker> {
  const lib = await kafkaJars();
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'tasuki-kafka-')));
  await mkdir(folder, { recursive: true });
  const [port, controllerPort] = [await freePort(), await freePort()];
  const config = join(folder, 'server.properties');
  await writeFile(config, propertiesOf(port, controllerPort, join(folder, 'data')));
  const java = [...javaOptions, '-cp', `${lib}/*`];
  const clusterId = Buffer.concat([Buffer.from([0]), randomBytes(15)]).toString('base64url');
  if (!existsSync(join(folder, 'data', 'meta.properties'))) {
    const tool = [...java, 'kafka.tools.StorageTool', 'format'];
    const format = [...tool, '-t', clusterId, '-c', config];
    const formatted = spawnSync('java', format, { encoding: 'utf8' });
    if (formatted.status !== 0) throw new NoBroker(`Kafka cannot be set up: ${formatted.stderr}`);
  }

  const log = join(folder, 'server.log');
  let running: ChildProcess | undefined;

  async function start(): Promise<void> {
    const output = await open(log, 'a');
    running = spawn('java', [...java, 'kafka.Kafka', config], {
      stdio: ['ignore', output.fd, output.fd],
    });
    await output.close();
    await writeFile(join(folder, 'pid'), `${running.pid}`);
    const until = Date.now() + startWithinMs;
    while (!(await isListening(port))) {
      if (running.exitCode !== null || Date.now() > until) {
        throw new NoBroker(`Kafka did not start: ${(await readFile(log, 'utf8')).slice(-2000)}`);
      }
      await delay(100);
    }
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = running;
    running = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  const finished = guard(kept === undefined ? endAndRemove : endOnly, folder);
  await start();
  return {
    address: `127.0.0.1:${port}`,
    end,
    start,
    async stop() {
      await end('SIGTERM');
      if (kept === undefined) await rm(folder, { recursive: true, force: true });
      finished();
    },
  };
}

function propertiesOf(port: number, controllerPort: number, data: string): string {
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': data,
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'auto.create.topics.enable': 'false',
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** Kafka goes on when whoever started it ends. */
const endOnly = `
kill -TERM $(cat "$1/pid")`;
const endAndRemove = `
kill -KILL $(cat "$1/pid")
rm -rf "$1"`;

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
