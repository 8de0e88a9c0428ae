import { StoreUnavailable } from '@tasuki/event-store';
import { setTimeout as delay } from 'node:timers/promises';
import { aGroup, someLeads, until } from '../../testing/consuming';
import { inTurn, type Told } from '../../testing/lead-events';
import {
  noting,
  runConsumer,
  type RunningConsumer,
  type TestLog,
} from '../../testing/lead-consuming';
import { type OpenConsumer } from '../../testing/member';
import {
  discardDeadLetter,
  discardedVersions,
  type Effect,
  listDeadLetters,
  listDiscardedLetters,
  type LeadConsumerOptions,
  NoDeadLetter,
  retryDeadLetter,
} from '../index';

/** A stream of a test's own, and the log that it tells of. */
export interface LeadConsumerHarness {
  readonly log: TestLog;
  openStream(): OpenConsumer;
  /** Appends to the log, and has the stream deliver it. */
  publish(told: readonly Told[]): Promise<void>;
  close(): Promise<void>;
}

const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, i) => from + i);

/** What effects of consumers promise on every adapter of the stream. */
export function leadConsumerContract(open: () => Promise<LeadConsumerHarness>): void {
  let harness: LeadConsumerHarness;
  let log: TestLog;
  let group: string;
  const toEnd: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    harness = await open();
    ({ log } = harness);
    group = aGroup();
    toEnd.push(() => harness.close());
  });
  afterEach(async () => {
    for (const end of toEnd.splice(0).reverse()) await end();
  });

  function start(options: Partial<LeadConsumerOptions> = {}): RunningConsumer {
    const stream = harness.openStream();
    const running = runConsumer(log, stream.consumer, { group, ...options });
    toEnd.push(
      () => stream.close(),
      () => running.stop(),
    );
    return running;
  }

  /** Notes effects, but for those of which it is told to fail. */
  const failing = (
    told: () => readonly Told[],
    error = () => new Error('no such campaign'),
  ): Effect => ({
    wants: () => true,
    async record(message) {
      const write = await noting.record(message);
      const fails = told().some(
        ({ leadId, version }) => leadId === message.subject && version === message.streamversion,
      );
      return async (client) => {
        await write(client);
        if (fails) throw error();
      };
    },
  });

  const letters = () => listDeadLetters(log.pool, { group });
  const untilEffects = async (leadId: string, versions: readonly number[]) => {
    let found: readonly number[] = [];
    const giveUp = Date.now() + 30_000;
    while (found.length < versions.length && Date.now() < giveUp) {
      await delay(20);
      found = await log.effectsOf(leadId);
    }
    expect(found).toEqual(versions);
  };
  const untilDead = async () => {
    const giveUp = Date.now() + 30_000;
    while ((await letters()).length === 0 && Date.now() < giveUp) await delay(20);
  };

  it('brings each effect about once, in the order of each lead', async () => {
    const leads = someLeads(5);
    await harness.publish(inTurn(leads, 1, 6));
    start();
    await harness.publish(inTurn(leads, 7, 12));
    for (const lead of leads) await untilEffects(lead, upTo(12));
  });

  it('brings about each effect that is wanted, whatever stands between them', async () => {
    const leads = someLeads(3);
    const wants: Effect['wants'] = ({ streamversion }) => streamversion % 3 === 0;
    await harness.publish(inTurn(leads, 1, 7));
    start({ effect: { ...noting, wants } });
    for (const lead of leads) await untilEffects(lead, [3, 6]);
    await harness.publish(inTurn(leads, 8, 12));
    for (const lead of leads) await untilEffects(lead, [3, 6, 9, 12]);
  });

  it('takes as handled of what an effect finds that there is nothing to record', async () => {
    const leads = someLeads(3);
    const asked: Told[] = [];
    const effect: Effect = {
      wants: () => true,
      async record(message) {
        const { subject: leadId, streamversion: version } = message;
        asked.push({ leadId, version });
        return version % 3 === 0 ? noting.record(message) : 'nothing';
      },
    };
    await harness.publish(inTurn(leads, 1, 7));
    start({ effect });
    const standing = async () => {
      const { rows } = await log.pool.query<{ version: number }>(
        'select version from inbox where consumer_group = $1',
        [group],
      );
      return rows.map(({ version }) => version);
    };
    await until(async () => (await standing()).join() === '7,7,7');
    for (const lead of leads) {
      expect(await log.effectsOf(lead)).toEqual([3, 6]);
      const own = asked.filter(({ leadId }) => leadId === lead).map(({ version }) => version);
      expect([...new Set(own)]).toEqual(upTo(7));
    }
  });

  it('goes by commands as well: each is sent in the order of its lead', async () => {
    const leads = someLeads(3);
    const sent: Told[] = [];
    const effect: Effect = {
      wants: ({ streamversion }) => streamversion % 2 === 0,
      async send({ subject, streamversion }) {
        await delay(Math.random() * 5);
        sent.push({ leadId: subject, version: streamversion });
      },
    };
    start({ effect });
    await harness.publish(inTurn(leads, 1, 8));
    await until(() => sent.length >= 12);
    for (const lead of leads) {
      const own = sent.filter(({ leadId }) => leadId === lead).map(({ version }) => version);
      expect(own).toEqual([2, 4, 6, 8]);
    }
  });

  it('makes what fails again and again a dead letter, and holds back what follows of that lead alone', async () => {
    const [broken, other] = someLeads(2) as [string, string];
    let attempts = 0;
    const effect = failing(
      () => [{ leadId: broken, version: 2 }],
      () => new Error(`no such campaign, attempt ${(attempts += 1)}`),
    );
    start({ effect });
    await harness.publish(inTurn([broken, other], 1, 4));
    await untilEffects(other, upTo(4));
    await untilDead();
    await harness.publish(inTurn([broken, other], 5, 5));
    await untilEffects(other, upTo(5));
    expect(await log.effectsOf(broken)).toEqual([1]);
    expect(await letters()).toMatchObject([
      {
        group,
        key: broken,
        leadId: broken,
        version: 2,
        reason: 'Error: no such campaign, attempt 3',
        tries: 1,
        heldBack: 3,
        isRetrying: false,
      },
    ]);
  });

  it('handles a dead letter that is retried, and what it held back, in order and once', async () => {
    const [leadId] = someLeads(1) as [string];
    let broken: readonly Told[] = [{ leadId, version: 2 }];
    start({ effect: failing(() => broken) });
    await harness.publish(inTurn([leadId], 1, 5));
    await untilDead();

    const [before] = await letters();
    await retryDeadLetter(log.pool, group, leadId);
    const triedAgain = async () => (await letters())[0];
    for (let one = await triedAgain(); one?.tries !== 2; one = await triedAgain()) await delay(20);
    const { place } = before!;
    expect(await triedAgain()).toMatchObject({ version: 2, place, isRetrying: false, heldBack: 3 });

    broken = [];
    await retryDeadLetter(log.pool, group, leadId);
    await untilEffects(leadId, upTo(5));
    while ((await letters()).length > 0) await delay(20);
    await harness.publish(inTurn([leadId], 6, 6));
    await untilEffects(leadId, upTo(6));
    await expect(retryDeadLetter(log.pool, group, leadId)).rejects.toThrow(NoDeadLetter);
  });

  it('leaves a dead letter out that is discarded, keeps who and why, and goes on behind it', async () => {
    const [leadId] = someLeads(1) as [string];
    start({ effect: failing(() => [{ leadId, version: 2 }]) });
    await harness.publish(inTurn([leadId], 1, 4));
    await untilDead();
    await discardDeadLetter(log.pool, { group, key: leadId, version: 2 }, 'of a test', 'aiko');
    await untilEffects(leadId, [1, 3, 4]);
    expect(await letters()).toEqual([]);
    const [discarded] = await listDiscardedLetters(log.pool);
    expect(discarded).toMatchObject({
      group,
      leadId,
      version: 2,
      letterReason: 'Error: no such campaign',
      reason: 'of a test',
      discardedBy: 'aiko',
    });
    expect(await discardedVersions(log.pool, group)(leadId)).toEqual(new Set([2]));
  });

  it('discards nothing but what somebody saw: another version may be dead by now', async () => {
    const [leadId] = someLeads(1) as [string];
    let broken: readonly Told[] = [{ leadId, version: 2 }];
    start({ effect: failing(() => broken) });
    await harness.publish(inTurn([leadId], 1, 4));
    await untilDead();
    broken = [{ leadId, version: 4 }];
    await retryDeadLetter(log.pool, group, leadId);
    while ((await letters())[0]?.version !== 4) await delay(20);
    const discard = (version: number | null) =>
      discardDeadLetter(log.pool, { group, key: leadId, version }, 'of a test', 'aiko');
    const isNow = `the dead letter ${leadId} of ${group} is version 4 of the lead now`;
    await expect(discard(2)).rejects.toThrow(`${isNow}, and version 2 was named`);
    await expect(discard(null)).rejects.toThrow(`${isNow}, and no version was named`);
    expect(await letters()).toMatchObject([{ version: 4 }]);
    expect(await listDiscardedLetters(log.pool)).toEqual([]);
    await discard(4);
    expect(await letters()).toEqual([]);
    expect(await log.effectsOf(leadId)).toEqual([1, 2, 3]);
  });

  it('discards nothing that was handled meanwhile', async () => {
    const [leadId] = someLeads(1) as [string];
    const running = start({ effect: failing(() => [{ leadId, version: 1 }]) });
    await harness.publish(inTurn([leadId], 1, 1));
    await untilDead();
    await running.stop();
    await log.pool.query('update inbox set version = 1 where lead_id = $1', [leadId]);
    const letter = { group, key: leadId, version: 1 };
    const discard = discardDeadLetter(log.pool, letter, 'of a test', 'aiko');
    await expect(discard).rejects.toThrow(NoDeadLetter);
    expect(await discardedVersions(log.pool, group)(leadId)).toEqual(new Set());
  });

  it('tries dead letters again when it starts: a new release may be what they waited for', async () => {
    const [leadId] = someLeads(1) as [string];
    const old = start({ effect: failing(() => [{ leadId, version: 1 }]) });
    await harness.publish(inTurn([leadId], 1, 3));
    await untilDead();
    await old.stop();
    start();
    await untilEffects(leadId, upTo(3));
  });

  it('never gives up what passes by itself', async () => {
    const [leadId] = someLeads(1) as [string];
    let away = true;
    const effect = failing(
      () => (away ? [{ leadId, version: 2 }] : []),
      () => new StoreUnavailable(new Error('it is away')),
    );
    start({ effect });
    await harness.publish(inTurn([leadId], 1, 3));
    await untilEffects(leadId, [1]);
    await delay(1_000);
    expect(await letters()).toEqual([]);
    away = false;
    await untilEffects(leadId, upTo(3));
  });

  it('begins at the end where it is told to: what happened before is nothing to it', async () => {
    const [known, fresh] = someLeads(2) as [string, string];
    await harness.publish(inTurn([known], 1, 3));
    const first = start({ from: 'end' });
    const started = async () =>
      (await log.pool.query('select from consumer_groups where name = $1', [group])).rowCount;
    while ((await started()) === 0) await delay(10);
    await first.stop();
    await harness.publish(inTurn([known], 4, 4));
    start({ from: 'end' });
    await harness.publish([...inTurn([known], 5, 5), ...inTurn([fresh], 1, 2)]);
    await untilEffects(known, [4, 5]);
    await untilEffects(fresh, [1, 2]);
  });

  it('takes all that happened since its first start, though it has no place in the stream: it ended at once', async () => {
    const [known, fresh] = someLeads(2) as [string, string];
    await harness.publish(inTurn([known], 1, 3));
    const started = await log.store.head();
    await log.pool.query('insert into consumer_groups values ($1, $2)', [group, started]);
    await harness.publish([...inTurn([known], 4, 5), ...inTurn([fresh], 1, 2)]);
    start({ from: 'end' });
    await untilEffects(known, [4, 5]);
    await untilEffects(fresh, [1, 2]);
  });

  it('stops soon in the middle of its attempts, and the next one goes on', async () => {
    const [leadId] = someLeads(1) as [string];
    let attempts = 0;
    const effect = failing(
      () => [{ leadId, version: 2 }],
      () => new Error(`attempt ${(attempts += 1)}`),
    );
    const stuck = start({ effect, retryWaitsMs: [60_000] });
    await harness.publish(inTurn([leadId], 1, 3));
    await until(() => attempts === 1);
    const told = performance.now();
    await stuck.stop();
    expect(performance.now() - told).toBeLessThan(5_000);
    expect(await letters()).toEqual([]);
    start();
    await untilEffects(leadId, upTo(3));
  });
}
