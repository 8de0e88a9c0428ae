import { readCheckpoint } from '@tasuki/event-store';
import { readConfig, RelayConfig } from '@tasuki/platform';
import { addConsumerLag } from '@tasuki/runtime';
import { randomUUID } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { openRelay } from '../../apps/relay/src/open-relay';
import { openScorer } from '../../apps/scorer/src/open-scorer';
import { until } from '../../libs/streaming/testing/consuming';
import { freePort } from '../support/free-port';
import { type OwnBroker, startOwnBroker } from '../support/kafka/own-broker';
import { anOrigin, openTestRuntime, type TestRuntime } from '../support/test-runtime';

describe('what a group of consumers has not handled', () => {
  let runtime: TestRuntime;
  const toEnd: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    runtime = await openTestRuntime();
    toEnd.push(() => runtime.remove());
  });
  afterEach(async () => {
    for (const end of toEnd.splice(0).reverse()) await end();
  });

  const configOf = (broker: string) =>
    readConfig(RelayConfig, {
      DATABASE_URL: runtime.url,
      TASUKI_MASTER_KEY_FILE: runtime.masterKeyFile,
      KAFKA_BROKERS: broker,
      TASUKI_TOPIC: `lag-${randomUUID()}`,
      TASUKI_TOPIC_PARTITIONS: '3',
      TASUKI_TOPIC_REPLICAS: '1',
    });

  /** Runs until it is ended. */
  function start(run: (signal: AbortSignal) => Promise<void>): () => Promise<void> {
    const stopping = new AbortController();
    const running = run(stopping.signal);
    const end = () => {
      stopping.abort();
      return running;
    };
    toEnd.push(end);
    return end;
  }

  async function capture(count: number): Promise<void> {
    const command = { type: 'CaptureLead', source: { channel: 'web' }, consents: [] } as const;
    for (let index = 0; index < count; index += 1) await runtime.leads.capture(command, anOrigin());
  }

  /** As Prometheus sees it; undefined where there is no such line. */
  async function lag(): Promise<number | undefined> {
    const text = await runtime.metrics.text();
    const found = /^tasuki_consumer_lag_messages\{group="scorer"\} (\d+)$/m.exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  }

  async function untilLag(wanted: number | undefined): Promise<void> {
    const givingUp = Date.now() + 40_000;
    for (let found = await lag(); found !== wanted; found = await lag()) {
      if (Date.now() > givingUp) throw new Error(`it is ${found}, and should be ${wanted}`);
      await delay(100);
    }
  }

  describe('with a broker that goes away', () => {
    let broker: OwnBroker;
    beforeAll(async () => {
      broker = await startOwnBroker();
    });
    afterAll(() => broker?.stop());

    it('grows while no member runs, falls to 0, and is told of no broker that is away', async () => {
      const config = configOf(broker.address);
      toEnd.push(addConsumerLag(runtime, config));
      const relay = openRelay(runtime, config);
      start((signal) => relay.run(signal).finally(() => relay.close()));
      const startScorer = () => start((signal) => openScorer(runtime, config).run(signal));
      const endScorer = startScorer();
      await capture(5);
      // Until then there is nothing on the topic that could be counted.
      await until(
        async () => (await readCheckpoint(runtime.pool, 'relay')) >= (await runtime.log.head()),
      );
      await untilLag(0);
      await endScorer();

      await capture(7);
      await untilLag(7);
      await broker.end('SIGKILL');
      await untilLag(undefined);
      const { problems } = await runtime.health.report();
      expect(problems.map(({ check }) => check)).not.toContain('database');
      await broker.start();
      await untilLag(7);
      await capture(4);
      await untilLag(11);
      startScorer();
      await untilLag(0);
    }, 120_000);
  });

  it('holds no scrape up when brokers take connections and say nothing, and leaves none open', async () => {
    const port = await freePort();
    const silent: Server = createServer();
    silent.listen(port, '127.0.0.1');
    await once(silent, 'listening');
    toEnd.push(async () => silent.close());
    const { opened, forget } = socketsTo(port);
    toEnd.push(async () => forget());
    const open = () => opened.filter((socket) => !socket.destroyed).length;

    const end = addConsumerLag(runtime, configOf(`127.0.0.1:${port}`));
    const asked = performance.now();
    expect(await lag()).toBeUndefined();
    expect(await runtime.metrics.text()).toContain('tasuki_pool_connections{state="idle"}');
    for (let look = 0; look < 200; look += 1) expect(await lag()).toBeUndefined();
    // What was just given up may be closing yet.
    expect(open()).toBeLessThanOrEqual(3);
    await end();
    expect(performance.now() - asked).toBeLessThan(60_000);
    await until(() => open() === 0);
    const before = opened.length;
    await delay(3_000);
    expect([opened.length, open()]).toEqual([before, 0]);
  }, 120_000);
});

/** Those that this process opens to a port of this machine from now on. */
function socketsTo(port: number) {
  const opened: Socket[] = [];
  const note = (message: unknown) => {
    const { socket } = message as { readonly socket: Socket };
    socket.once('connect', () => socket.remotePort === port && opened.push(socket));
  };
  subscribe('net.client.socket', note);
  return { opened, forget: () => unsubscribe('net.client.socket', note) };
}
