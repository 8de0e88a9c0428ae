import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { kafkaJars, NoBroker } from './kafka-jars';

/** What one process of Kafka is made of. */
export interface NodePlan {
  /** Holds its settings, data, log, and its process id in `pid`. */
  readonly folder: string;
  /** On all of these it takes connections once it is up. */
  readonly ports: readonly number[];
  readonly clusterId: string;
  /** The lines of its server.properties, but for where its data are. */
  readonly properties: Readonly<Record<string, string>>;
  /** Users with SCRAM, as `kafka-storage format --add-scram` takes them. */
  readonly users?: readonly string[];
  /** Of Java; 384 MB when left out. */
  readonly heap?: string;
}

/** One process of Kafka, which may be ended and started again. */
export interface KafkaNode {
  /** Ends it, and comes back when it is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts it, with its data; comes back when it takes connections. */
  start(): Promise<void>;
  /** It takes connections and says nothing, until it is thawed. */
  freeze(): void;
  thaw(): void;
  /** Resolves when it is gone, whoever ended it, with its exit code or signal. */
  gone(): Promise<number | string>;
}

const startWithinMs = 60_000;

export const newClusterId = () =>
  Buffer.concat([Buffer.from([0]), randomBytes(15)]).toString('base64url');

/**
 * Writes its files, unless they are there; starts nothing yet.
 * @throws NoBroker
 */
export async function kafkaNode(plan: NodePlan): Promise<KafkaNode> {
  const { folder, ports, clusterId, properties, users = [], heap = '384m' } = plan;
  const data = join(folder, 'data');
  const config = join(folder, 'server.properties');
  await mkdir(folder, { recursive: true });
  const lines = Object.entries({ ...properties, 'log.dirs': data });
  await writeFile(config, lines.map(([name, value]) => `${name}=${value}\n`).join(''));
  // Small, and quick to start: a test has no use for a heap of gigabytes.
  const options = ['-Xms128m', `-Xmx${heap}`, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
  const java = [...options, '-cp', `${await kafkaJars()}/*`];
  if (!existsSync(join(data, 'meta.properties'))) {
    const format = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', config];
    const added = users.flatMap((user) => ['--add-scram', user]);
    await promisify(execFile)('java', [...java, ...format, ...added]).catch((error: unknown) => {
      const { stderr, message } = error as Error & { readonly stderr?: string };
      // What could not be started has said nothing.
      throw new NoBroker(`Kafka cannot be set up: ${stderr || message}`);
    });
  }

  const log = join(folder, 'server.log');
  let running: ChildProcess | undefined;
  let gone: Promise<number | string>;

  return {
    async start() {
      const output = await open(log, 'a');
      const child = spawn('java', [...java, 'kafka.Kafka', config], {
        stdio: ['ignore', output.fd, output.fd],
        // A Ctrl-C of the terminal is for whoever started it.
        detached: true,
      });
      running = child;
      gone = new Promise((resolve) => {
        child.once('exit', (code, signal) => resolve(code ?? signal ?? 'nothing'));
      });
      await output.close();
      await writeFile(join(folder, 'pid'), `${child.pid}`);
      const until = Date.now() + startWithinMs;
      while (!(await isListeningOn(ports))) {
        if (hasEnded(child) || Date.now() > until) {
          throw new NoBroker(`Kafka did not start: ${(await readFile(log, 'utf8')).slice(-2000)}`);
        }
        await delay(100);
      }
    },
    async end(signal) {
      const child = running;
      running = undefined;
      if (child === undefined || hasEnded(child)) return;
      child.kill(signal);
      await gone;
    },
    freeze: () => void running?.kill('SIGSTOP'),
    thaw: () => void running?.kill('SIGCONT'),
    gone: () => gone,
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function isListeningOn(ports: readonly number[]): Promise<boolean> {
  return (await Promise.all(ports.map(isListening))).every(Boolean);
}

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
