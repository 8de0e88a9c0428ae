import { setTimeout as delay } from 'node:timers/promises';
import {
  aGroup,
  consume,
  type Consuming,
  type MemberProcess,
  someLeads,
  startMember,
  toldIn,
  until,
  versionsOf,
} from '../testing/consuming';
import { inTurn, messageAt, type Told } from '../testing/lead-events';
import { batchSize, type ConsumerPlan, openConsumer } from '../testing/member';
import { type Incoming, type Subscription } from './index';

/** A stream of a test's own. */
export interface StreamingHarness {
  /** Its consumers hand over at most `batchSize` messages at once. */
  readonly plan: ConsumerPlan;
  publish(told: readonly Told[]): Promise<void>;
  /** Something that is no message, where a lead's next one would stand. */
  publishUnreadable(told: Told): Promise<void>;
  close(): Promise<void>;
}

const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, i) => from + i);

/** What every adapter of the stream promises. An adapter's spec calls this with a way to open it. */
export function streamingContract(open: () => Promise<StreamingHarness>): void {
  let harness: StreamingHarness;
  /** Undone after each test, the last first. */
  const toEnd: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    harness = await open();
    toEnd.push(() => harness.close());
  });
  afterEach(async () => {
    for (const end of toEnd.splice(0).reverse()) await end();
  });

  function start(group: string, options: Partial<Pick<Subscription, 'handle'>> = {}): Consuming {
    const opened = openConsumer(harness.plan);
    const consuming = consume(opened.consumer, group, options);
    toEnd.push(
      () => opened.close(),
      () => consuming.stop(),
    );
    return consuming;
  }

  function startProcess(group: string, stuckFrom: number): MemberProcess {
    const member = startMember({ plan: harness.plan, group, stuckFrom });
    toEnd.push(() => member.kill());
    return member;
  }

  it('delivers what was published, to the letter', async () => {
    const [leadId] = someLeads(1);
    const told = inTurn([leadId!], 1, 7);
    await harness.publish(told);
    const consuming = start(aGroup());
    await consuming.untilHandled(7);
    const messages = consuming.batches.flat().map((one) => 'message' in one && one.message);
    expect(messages).toEqual(
      told.map((one) => ({ ...messageAt(one), position: expect.any(String) as string })),
    );
  });

  it('delivers the messages of each lead in order, once when nothing fails', async () => {
    const leads = someLeads(4);
    await harness.publish(inTurn(leads, 1, 15));
    const consuming = start(aGroup());
    await harness.publish(inTurn(leads, 16, 25));
    await consuming.untilHandled(4 * 25);
    for (const lead of leads) expect(versionsOf(consuming.handled(), lead)).toEqual(upTo(25));
    expect(consuming.batches.every(({ length }) => length <= batchSize)).toBe(true);
  });

  it('gives each group all of it', async () => {
    const leads = someLeads(3);
    await harness.publish(inTurn(leads, 1, 5));
    const groups = [start(aGroup()), start(aGroup())];
    for (const group of groups) {
      await group.untilHandled(15);
      for (const lead of leads) expect(versionsOf(group.handled(), lead)).toEqual(upTo(5));
    }
  });

  it('brings a batch that was not handled again, whole and in order, after a while', async () => {
    const [leadId] = someLeads(1);
    await harness.publish(inTurn([leadId!], 1, 25));
    const attempts: { readonly at: number; readonly places: readonly string[] }[] = [];
    const handle = async (batch: readonly Incoming[]) => {
      attempts.push({ at: performance.now(), places: batch.map(({ place }) => place) });
      if (attempts.length <= 3) throw new Error('not now');
    };
    const consuming = start(aGroup(), { handle });
    await consuming.untilHandled(25);
    const [first, ...again] = attempts.slice(0, 4);
    expect(again.map(({ places }) => places)).toEqual([
      first!.places,
      first!.places,
      first!.places,
    ]);
    const waits = again.map(({ at }, index) => at - attempts[index]!.at);
    expect(waits[0]).toBeGreaterThan(190);
    expect(waits[1]).toBeGreaterThan(390);
    expect(versionsOf(consuming.handled(), leadId!)).toEqual(upTo(25));
  });

  it('stores nothing of a batch that was not handled: stopped meanwhile, it comes to the next', async () => {
    const [leadId] = someLeads(1);
    const group = aGroup();
    await harness.publish(inTurn([leadId!], 1, 5));
    const failing = start(group, { handle: () => Promise.reject(new Error('never')) });
    await until(() => failing.batches.length >= 2);
    await failing.stop();
    const next = start(group);
    await next.untilHandled(5);
    expect(versionsOf(next.handled(), leadId!)).toEqual(upTo(5));
  });

  it('after a crash delivers again what was not handled, and nothing that was', async () => {
    const [leadId] = someLeads(1);
    const group = aGroup();
    await harness.publish(inTurn([leadId!], 1, 5));
    const member = startProcess(group, 6);
    await until(() => member.told.length >= 5);
    await harness.publish(inTurn([leadId!], 6, 8));
    await until(() => member.told.length > 5);
    await member.kill();
    expect(versionsOf(member.told, leadId!).slice(0, 6)).toEqual(upTo(6));
    const next = start(group);
    await next.untilHandled(3);
    expect(versionsOf(next.handled(), leadId!)).toEqual([6, 7, 8]);
  });

  it('waits for a slow handler: never two batches with one lead at once, nor more than asked for', async () => {
    const leads = someLeads(6);
    await harness.publish(inTurn(leads, 1, 20));
    const busy = new Set<string>();
    let overlaps = 0;
    const handle = async (batch: readonly Incoming[]) => {
      const here = new Set(toldIn(batch).map((told) => told.leadId));
      overlaps += [...here].filter((lead) => busy.has(lead)).length;
      here.forEach((lead) => busy.add(lead));
      await delay(20);
      here.forEach((lead) => busy.delete(lead));
    };
    const consuming = start(aGroup(), { handle });
    await consuming.untilHandled(120);
    expect(overlaps).toBe(0);
    for (const lead of leads) expect(versionsOf(consuming.handled(), lead)).toEqual(upTo(20));
    expect(consuming.batches.every(({ length }) => length <= batchSize)).toBe(true);
  });

  it('hands over nothing more of a lead while its batch is not handled', async () => {
    const [leadId] = someLeads(1);
    await harness.publish(inTurn([leadId!], 1, 3 * batchSize));
    const release = Promise.withResolvers<void>();
    const consuming = start(aGroup(), { handle: () => release.promise });
    await until(() => consuming.batches.length > 0);
    await delay(700);
    expect(consuming.batches).toHaveLength(1);
    release.resolve();
    await consuming.untilHandled(3 * batchSize);
    expect(versionsOf(consuming.handled(), leadId!)).toEqual(upTo(3 * batchSize));
  });

  it('told to stop, finishes the present batch and stores its position', async () => {
    const [leadId] = someLeads(1);
    const group = aGroup();
    await harness.publish(inTurn([leadId!], 1, 3 * batchSize));
    let wasTold = false;
    const handle = async (_: readonly Incoming[], signal: AbortSignal) => {
      await delay(300);
      wasTold = signal.aborted;
    };
    const stopped = start(group, { handle });
    await until(() => stopped.batches.length === 1);
    await stopped.stop();
    expect(wasTold).toBe(true);
    const count = stopped.handled().length;
    expect(stopped.batches.flat()).toHaveLength(count);
    const next = start(group);
    await next.untilHandled(3 * batchSize - count);
    expect(versionsOf([...stopped.handled(), ...next.handled()], leadId!)).toEqual(
      upTo(3 * batchSize),
    );
  });

  it('stops at once while it waits to try again', async () => {
    await harness.publish(inTurn(someLeads(1), 1, 1));
    const consuming = start(aGroup(), { handle: () => Promise.reject(new Error('never')) });
    await until(() => consuming.batches.length === 4);
    const told = performance.now();
    await consuming.stop();
    expect(performance.now() - told).toBeLessThan(1_500);
  });

  it('hands over what it cannot read where it stands, and goes on', async () => {
    const [leadId, other] = someLeads(2);
    await harness.publish(inTurn([leadId!], 1, 2));
    await harness.publishUnreadable({ leadId: leadId!, version: 3 });
    await harness.publish(inTurn([other!], 1, 2));
    const consuming = start(aGroup());
    await consuming.untilHandled(4);
    await until(() => consuming.batches.flat().length === 5);
    const ofLead = consuming.batches.flat().filter((one) => keyOf(one) === leadId);
    expect(ofLead.map((one) => 'unreadable' in one)).toEqual([false, false, true]);
    const [found] = ofLead.flatMap((one) => ('unreadable' in one ? [one] : []));
    expect(found!.unreadable.reason).not.toBe('');
    expect(found!.place).toMatch(/\d/);
    expect(versionsOf(consuming.handled(), other!)).toEqual([1, 2]);
  });
}

function keyOf(one: Incoming): string | null {
  return 'message' in one ? one.message.subject : (one.unreadable.lead?.leadId ?? null);
}
