import { type PlainCommand } from '@tasuki/lead-service';
import { createMasterKeyFile } from '@tasuki/personal-data';
import { silentLogger } from '@tasuki/platform';
import { type Runtime } from '@tasuki/runtime';
import { kafkaClient, listDeadLetters } from '@tasuki/streaming';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../libs/streaming/testing/consuming';
import { seekGroup } from '../../libs/streaming/testing/kafka-seek';
import { startThoseTold, type ThoseTold } from '../faults/those-told';
import { copyDatabase, createDatabase, type TestDatabase } from '../support/database';
import { readTopic } from '../support/kafka/read-topic';
import { createTopic, type TestTopic } from '../support/kafka/topic';
import { leadctl } from '../support/leadctl';
import { anOrigin } from '../support/test-runtime';
import { consumerGroups, type Installation, openInstallation } from './installation';

const once = ['crm delivered, came 1 times', 'mail delivered, came 1 times'];
const twice = ['crm delivered, came 2 times', 'mail delivered, came 2 times'];

/** The steps are those of docs/operating.md, "Restoring a backup with Kafka". */
describe('a backup that is restored while Kafka keeps what came after it', () => {
  let [folder, masterKeyFile] = ['', ''];
  let topic: TestTopic;
  let those: ThoseTold;
  const toEnd: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tasuki-restored-'));
    masterKeyFile = join(folder, 'master.key');
    await createMasterKeyFile(masterKeyFile);
    [topic, those] = [await createTopic(3), await startThoseTold()];
  });
  afterEach(async () => {
    for (const end of toEnd.splice(0).reverse()) await end();
    await Promise.all([topic.remove(), those.close()]);
    await rm(folder, { recursive: true });
  });

  const environment = ({ url }: TestDatabase, onTopic = topic.name) => ({
    DATABASE_URL: url,
    TASUKI_MASTER_KEY_FILE: masterKeyFile,
    DATABASE_POOL: '6',
    KAFKA_BROKERS: topic.broker,
    TASUKI_TOPIC: onTopic,
    TASUKI_TOPIC_PARTITIONS: '3',
    TASUKI_TOPIC_REPLICAS: '1',
    TASUKI_NOTIFICATIONS_FILE: those.file,
  });

  async function open(database: TestDatabase, onTopic?: string): Promise<Installation> {
    const installation = await openInstallation(environment(database, onTopic));
    toEnd.push(() => installation.close());
    return installation;
  }

  async function ofThisTest(made: Promise<TestDatabase>): Promise<TestDatabase> {
    const database = await made;
    toEnd.push(() => database.drop());
    return database;
  }

  async function aLead({ leads }: Runtime): Promise<string> {
    const command = { type: 'CaptureLead', source: { channel: 'web' }, consents: [] } as const;
    return (await leads.capture(command, anOrigin())).leadId;
  }

  async function send({ leads }: Runtime, leadId: string, ...commands: readonly PlainCommand[]) {
    for (const command of commands) await leads.execute(leadId, command, anOrigin());
  }
  const promote = { type: 'PromoteLead', reason: 'hand_raiser' } as const;
  const recycle = { type: 'RecycleLead', reason: 'no_budget' } as const;
  const did = (activityType: string) => ({ type: 'RecordActivity', activityType }) as const;

  /** Of the notifications of a lead: how often a mail or a webhook of each came. */
  async function toldOf({ pool }: Runtime, leadId: string): Promise<readonly string[]> {
    const { rows } = await pool.query<{ id: string; channel: 'mail' | 'crm'; state: string }>(
      'select id, channel, state from notifications where lead_id = $1 order by requested_at, channel',
      [leadId],
    );
    const came = { mail: those.mailed(), crm: those.hooked() };
    return rows.map(({ id, channel, state }) => {
      const times = came[channel].filter((one) => one === id).length;
      return `${channel} ${state}, came ${times} times`;
    });
  }

  async function untilTold(runtime: Runtime, leadId: string, expected: readonly string[]) {
    await until(async () => (await toldOf(runtime, leadId)).join() === expected.join());
  }

  /** @param totals of its scores, the first one first */
  async function untilScored({ leads }: Runtime, leadId: string, totals: readonly number[]) {
    const scores = async () =>
      (await leads.history(leadId)).flatMap((one) =>
        one.type === 'LeadScored' ? one.data.total : [],
      );
    await until(async () => (await scores()).join() === totals.join());
  }

  /** The ids of all events of leads, by lead and in their order. */
  async function eventsOf({ pool }: Runtime): Promise<ReadonlyMap<string, readonly string[]>> {
    const { rows } = await pool.query<{ id: string; lead: string }>(
      `select id, substr(stream, 6) as lead from events where stream like 'lead-%' order by position`,
    );
    const ofLeads = Map.groupBy(rows, ({ lead }) => lead);
    return new Map([...ofLeads].map(([lead, own]) => [lead, own.map(({ id }) => id)]));
  }

  /** What everybody has done, and the backup that has not all of it; everything is stopped. */
  async function aDisaster() {
    const database = await ofThisTest(createDatabase());
    const before = await open(database);
    before.startRelay();
    await before.startConsumers();
    await until(async () => {
      const { rowCount } = await before.runtime.pool.query('select from consumer_groups');
      return rowCount === consumerGroups.length;
    });
    const told = await aLead(before.runtime);
    await send(before.runtime, told, promote);
    await untilScored(before.runtime, told, [0]);
    await untilTold(before.runtime, told, once);
    await before.close();

    // Its event is in the backup; that somebody was told of it is not.
    const untold = await open(database);
    untold.startRelay();
    untold.startScorer();
    const late = await aLead(untold.runtime);
    await send(untold.runtime, late, promote);
    await untilScored(untold.runtime, late, [0]);
    await until(untold.isPublished);
    await untold.close();
    const backup = await ofThisTest(copyDatabase(database));

    const after = await open(database);
    after.startRelay();
    await after.startConsumers();
    await untilTold(after.runtime, late, once);
    const gone = await aLead(after.runtime);
    await send(after.runtime, gone, promote);
    await send(after.runtime, told, did('seminar_attended'), recycle);
    await untilTold(after.runtime, gone, once);
    await until(after.isQuiet);
    const all = await eventsOf(after.runtime);
    await after.close();
    return { backup, told, late, gone, all };
  }

  /** Commands whose events bear versions that the old topic has. */
  async function goOn(installation: Installation, told: string): Promise<void> {
    const { runtime } = installation;
    await send(runtime, told, did('inquiry_submitted'));
    await untilScored(runtime, told, [0, 20]);
    await send(runtime, told, recycle, promote);
    const fresh = await aLead(runtime);
    await send(runtime, fresh, promote);
    await until(installation.isQuiet);
    await untilTold(runtime, told, [...once, ...once]);
    await untilTold(runtime, fresh, once);
  }

  it('goes on with the topic: what was lost is put aside, what comes is scored and told', async () => {
    const { backup, told, late, gone, all } = await aDisaster();
    const restored = await open(backup);
    const { runtime } = restored;
    const kept = new Set([...(await eventsOf(runtime)).values()].flat());
    const lost = [...all.values()].flat().filter((id) => !kept.has(id));
    expect(lost.length).toBeGreaterThan(5);
    const kafka = kafkaClient({ brokers: [topic.broker], clientId: 'test', logger: silentLogger });
    for (const group of consumerGroups) {
      await seekGroup(kafka, { group: `${topic.name}.${group}`, topic: topic.name }, 'beginning');
    }
    await restored.startConsumers();
    await until(restored.hasNoLag);
    await untilTold(runtime, late, twice);
    const letters = await listDeadLetters(runtime.pool);
    for (const group of consumerGroups) {
      const reasons = letters.filter((one) => one.group === group).map(({ reason }) => reason);
      expect(reasons).toHaveLength(lost.length);
      for (const id of lost) expect(reasons.join('\n')).toContain(`the log has no event ${id}`);
      const args = ['dead-letters', 'discard-foreign', group, '--reason', 'a backup was restored'];
      const { code, stdout } = await leadctl(environment(backup), args);
      expect([code, stdout]).toEqual([0, `${group}: ${lost.length} discarded\n`]);
    }
    expect(await toldOf(runtime, told)).toEqual(once);
    expect(await toldOf(runtime, gone)).toEqual([]);

    restored.startRelay();
    await goOn(restored, told);
    expect((await eventsOf(runtime)).get(told)!.length).toBeGreaterThan(all.get(told)!.length);
    expect(await listDeadLetters(runtime.pool)).toEqual([]);
    expect(await toldOf(runtime, late)).toEqual(twice);
  }, 120_000);

  it('goes on with another topic, on which whoever begins anew finds the log and nothing else', async () => {
    const { backup, told, late } = await aDisaster();
    const anew = `${topic.name}-${randomUUID()}`;
    const { code } = await leadctl(environment(backup), ['republish', '--to', anew]);
    expect(code).toBe(0);
    const restored = await open(backup, anew);
    const { runtime } = restored;
    restored.startRelay();
    await restored.startConsumers();
    await untilTold(runtime, late, twice);
    await goOn(restored, told);
    expect(await listDeadLetters(runtime.pool)).toEqual([]);

    const reading = readTopic(anew, topic.broker);
    toEnd.push(() => reading.stop());
    const head = await runtime.log.head();
    await until(() => reading.messages.some(({ position }) => position === head));
    const seen = new Map<string, string[]>();
    for (const { subject, streamversion, id } of reading.messages) {
      const before = seen.get(subject) ?? [];
      if (streamversion === before.length + 1) seen.set(subject, [...before, id]);
    }
    expect(new Map([...seen].sort())).toEqual(new Map([...(await eventsOf(runtime))].sort()));
  }, 120_000);
});
