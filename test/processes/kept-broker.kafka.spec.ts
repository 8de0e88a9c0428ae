import { silentLogger } from '@tasuki/platform';
import { kafkaClient } from '@tasuki/streaming';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { brokerFor } from '../../scripts/distributed/broker';

describe('the broker of start:distributed', () => {
  const toEnd: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of toEnd.splice(0).reverse()) await end();
  });

  it('is started again when it is killed, at the same address and with its data, and says so', async () => {
    const home = await mkdtemp(join(tmpdir(), 'tasuki-kept-broker-'));
    toEnd.push(() => rm(home, { recursive: true }));
    const told: string[] = [];
    const broker = await brokerFor(home, undefined, (line) => told.push(line));
    let stopped: Promise<void> | undefined;
    const stop = () => (stopped ??= broker.stop());
    toEnd.push(stop);
    const brokers = [broker.address];
    const admin = kafkaClient({ brokers, clientId: 'test', logger: silentLogger }).admin();
    toEnd.push(() => admin.disconnect());
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: 'kept' }] });
    await admin.disconnect();

    process.kill(Number(await readFile(join(home, 'kafka', 'pid'), 'utf8')), 'SIGKILL');
    const givingUp = Date.now() + 70_000;
    while (told.length < 2 && Date.now() < givingUp) await delay(50);
    expect(told).toEqual([
      'Kafka has ended with SIGKILL; it is started again …\n',
      `Kafka is back at ${broker.address}.\n`,
    ]);
    await admin.connect();
    expect(await admin.listTopics()).toEqual(['kept']);
    await admin.disconnect();
    await stop();
    await delay(200);
    expect(told).toHaveLength(2);
  }, 150_000);
});
