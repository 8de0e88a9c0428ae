import { setTimeout as delay } from 'node:timers/promises';
import {
  aGroup,
  assertNoneSkipped,
  consume,
  type Consuming,
  someLeads,
  startMember,
  toldIn,
  until,
  versionsOf,
} from '../../testing/consuming';
import { seekGroup } from '../../testing/kafka-seek';
import { type KafkaStream, openKafkaStream } from '../../testing/kafka-stream';
import { inTurn, type Told } from '../../testing/lead-events';
import { openConsumer } from '../../testing/member';
import { type Incoming, type Subscription } from '../streaming';

describe('a consumer group of Kafka', () => {
  let stream: KafkaStream;
  const toEnd: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    stream = await openKafkaStream(4);
    toEnd.push(() => stream.close());
  });
  afterEach(async () => {
    for (const end of toEnd.splice(0).reverse()) await end();
  });

  function start(
    group: string,
    handle?: Subscription['handle'],
    rebalanceTimeoutMs = 60_000,
  ): Consuming {
    const { consumer } = openConsumer({ ...stream.plan, rebalanceTimeoutMs });
    const consuming = consume(consumer, group, { ...(handle && { handle }) });
    toEnd.push(() => consuming.stop());
    return consuming;
  }

  it('shares the partitions among its members; one that dies hands its to the others', async () => {
    const leads = someLeads(24);
    const group = aGroup();
    const dying = startMember({ plan: stream.plan, group, stuckFrom: 3 });
    toEnd.push(() => dying.kill());
    await stream.publish(inTurn(leads, 1, 1));
    await until(() => dying.told.length === 24);
    const other = start(group);
    await until(() => other.states.length > 0);
    await stream.publish(inTurn(leads, 2, 2));
    await until(() => dying.told.length + other.handled().length === 48);
    expect(dying.told.length).toBeGreaterThan(24);
    expect(other.handled().length).toBeGreaterThan(0);
    await stream.publish(inTurn(leads, 3, 3));
    await until(() => dying.told.some(({ version }) => version === 3));
    await dying.kill();
    await until(() => leads.every((lead) => versionsOf(other.handled(), lead).at(-1) === 3));
    await stream.publish(inTurn(leads, 4, 4));
    await until(() => leads.every((lead) => versionsOf(other.handled(), lead).at(-1) === 4));
    for (const lead of leads) {
      expect([
        [2, 3, 4],
        [3, 4],
      ]).toContainEqual(versionsOf(other.handled(), lead));
    }
  });

  it('while members come and go, loses nothing and never handles a lead twice at once or out of order', async () => {
    const [leads, rounds] = [someLeads(20), 60];
    const group = aGroup();
    const seen: Told[] = [];
    const busy = new Set<string>();
    let overlaps = 0;
    const handle = async (batch: readonly Incoming[]) => {
      const told = toldIn(batch);
      const here = new Set(told.map(({ leadId }) => leadId));
      overlaps += [...here].filter((lead) => busy.has(lead)).length;
      here.forEach((lead) => busy.add(lead));
      await delay(30);
      seen.push(...told);
      here.forEach((lead) => busy.delete(lead));
    };
    await stream.publish(inTurn(leads, 1, rounds));
    const seenAtLeast = (count: number) => until(() => seen.length >= count);
    const first = start(group, handle);
    await seenAtLeast(100);
    const second = start(group, handle);
    await seenAtLeast(300);
    start(group, handle);
    await seenAtLeast(500);
    await first.stop();
    await seenAtLeast(700);
    await second.stop();
    await until(() => leads.every((lead) => versionsOf(seen, lead).includes(rounds)));
    expect(overlaps).toBe(0);
    for (const lead of leads) assertNoneSkipped(versionsOf(seen, lead), rounds);
  });

  it('gives a batch that takes too long in a rebalance to others, and tells its handler', async () => {
    const [leadId] = someLeads(1);
    const group = aGroup();
    await stream.publish(inTurn([leadId!], 1, 3));
    let isTold = false;
    const untilTold = (_: readonly Incoming[], signal: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        if (isTold) reject(new Error('not now'));
        signal.addEventListener('abort', () => {
          isTold = true;
          reject(new Error('told to leave it'));
        });
      });
    const stuck = start(group, untilTold, 2_000);
    await until(() => stuck.batches.length === 1);
    const others = [1, 2, 3].map(() => start(group, undefined, 2_000));
    await until(() => isTold);
    await stuck.stop();
    const handled = () => others.flatMap((other) => versionsOf(other.handled(), leadId!));
    await until(() => handled().length >= 3);
    expect(handled()).toEqual([1, 2, 3]);
    expect(stuck.handled()).toEqual([]);
  });

  it('goes on from the beginning, or from an instant, when it was told to', async () => {
    const [leadId] = someLeads(1);
    const group = aGroup();
    const target = { group, topic: stream.topic };
    await stream.publish(inTurn([leadId!], 1, 3));
    await delay(5);
    const instant = new Date();
    await stream.publish(inTurn([leadId!], 4, 6));
    const first = start(group);
    await first.untilHandled(6);
    await expect(seekGroup(stream.kafka, target, 'beginning')).rejects.toThrow(
      'The consumer group must have no running instances',
    );
    await first.stop();

    await seekGroup(stream.kafka, target, 'beginning');
    const again = start(group);
    await again.untilHandled(6);
    await again.stop();
    expect(versionsOf(again.handled(), leadId!)).toEqual([1, 2, 3, 4, 5, 6]);

    await seekGroup(stream.kafka, target, instant);
    const since = start(group);
    await since.untilHandled(3);
    await since.stop();
    expect(versionsOf(since.handled(), leadId!)).toEqual([4, 5, 6]);
  });
});
