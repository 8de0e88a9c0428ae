import { setTimeout as delay } from 'node:timers/promises';
import { isFault } from '../../../../test/support/fault';
import { type OwnBroker, startOwnBroker } from '../../../../test/support/kafka/own-broker';
import {
  aGroup,
  assertNoneSkipped,
  consume,
  someLeads,
  until,
  versionsOf,
} from '../../testing/consuming';
import { openKafkaStream } from '../../testing/kafka-stream';
import { inTurn } from '../../testing/lead-events';
import { openConsumer } from '../../testing/member';
import { StreamUnavailable } from '../streaming';

/** How the broker is ended; `npm test` takes the hardest way. */
const ways = isFault ? (['SIGTERM', 'SIGKILL'] as const) : (['SIGKILL'] as const);

describe('a broker that goes away while messages are sent and consumed', () => {
  let broker: OwnBroker;
  beforeAll(async () => {
    broker = await startOwnBroker();
  });
  afterAll(() => broker?.stop());

  it.each(ways)(
    'by %s: all arrive, in order for each lead, without help',
    async (signal) => {
      const stream = await openKafkaStream(3, broker.address);
      const leads = someLeads(8);
      const consuming = consume(openConsumer(stream.plan).consumer, aGroup());
      const failures: unknown[] = [];
      let [sent, isLast] = [0, false];
      const sending = (async () => {
        for (let round = 1; !isLast; round += 1) {
          await untilSent(() => stream.publish(inTurn(leads, round, round)), failures);
          sent = round;
          await delay(10);
        }
      })();
      await consuming.untilHandled(200);
      await broker.end(signal);
      await until(() => failures.length > 0 && consuming.states.includes('away'));
      await broker.start();
      const before = sent;
      await until(() => sent > before + 20);
      isLast = true;
      await sending;
      await until(() =>
        leads.every((lead) => versionsOf(consuming.handled(), lead).includes(sent)),
      );
      expect(consuming.states.at(-1)).toBe('connected');
      expect(failures.every((error) => error instanceof StreamUnavailable)).toBe(true);
      for (const lead of leads) assertNoneSkipped(versionsOf(consuming.handled(), lead), sent);
      await consuming.stop();
      await stream.close();
    },
    90_000,
  );

  it('is away for a consumer while it says nothing, long before kafkajs gives up', async () => {
    const stream = await openKafkaStream(3, broker.address);
    const { consumer } = openConsumer({ ...stream.plan, awayAfterMs: 3_000 });
    const consuming = consume(consumer, aGroup());
    try {
      await until(() => consuming.states.includes('connected'));
      await delay(5_000);
      expect(consuming.states).toEqual(['connected']);
      broker.freeze();
      await until(() => consuming.states.at(-1) === 'away');
    } finally {
      broker.thaw();
    }
    await until(() => consuming.states.at(-1) === 'connected');
    await consuming.stop();
    await stream.close();
  }, 130_000);

  it('stops a consumer soon, whether it has joined already or not', async () => {
    const stream = await openKafkaStream(3, broker.address);
    const joined = consume(openConsumer(stream.plan).consumer, aGroup());
    await until(() => joined.states.includes('connected'));
    await broker.end('SIGKILL');
    const fresh = consume(openConsumer(stream.plan).consumer, aGroup());
    await delay(300);
    const told = performance.now();
    await Promise.all([joined.stop(), fresh.stop()]);
    // As against for ever, or as long as kafkajs tries.
    expect(performance.now() - told).toBeLessThan(45_000);
    await broker.start();
    await stream.close();
  }, 90_000);
});

async function untilSent(send: () => Promise<void>, failures: unknown[]): Promise<void> {
  for (;;) {
    try {
      await send();
      return;
    } catch (error) {
      failures.push(error);
      await delay(200);
    }
  }
}
