import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runTypeScript } from '../../../../test/support/run-typescript';
import { type ChaosTask } from '../../testing/chaos-process';
import { aGroup, someLeads } from '../../testing/consuming';
import { inTurn } from '../../testing/lead-events';
import { openTestLog, runConsumer, type TestLog } from '../../testing/lead-consuming';
import { type MessageConsumer } from '../index';
import { listDeadLetters } from './dead-letters.postgres';

/** How many messages are delivered in all; `npm run fault` sets it to 1,000,000. */
const deliveries = Number(process.env.TASUKI_FAULT_DELIVERIES ?? 2_000);
const perRound = Math.min(deliveries, 20_000);
const rounds = Math.ceil(deliveries / perRound);
/** A quarter of what is delivered in a round, about: each message comes four times. */
const leads = someLeads(20);
const versions = Math.ceil(perRound / 4 / leads.length);
const kills = 3;

describe('a stream that repeats, reorders, delays and loses messages, to a consumer that is killed', () => {
  let log: TestLog;
  beforeAll(async () => {
    log = await openTestLog();
    await log.append(inTurn(leads, 1, versions));
  }, 120_000);
  afterAll(() => log.close());

  it(
    `brings each effect about exactly once, in the order of its lead: ${deliveries} deliveries, ${rounds * kills} kills`,
    async () => {
      for (let round = 0; round < rounds; round += 1) {
        const group = aGroup();
        await log.pool.query('truncate effects');
        for (let kill = 1; kill <= kills; kill += 1) {
          const seed = round * kills + kill;
          await deliverAndKill({ url: log.url, group, seed }, perRound / kills);
        }
        await deliverLast(group);
        const expected = Array.from({ length: versions }, (_, index) => index + 1);
        for (const lead of leads)
          expect([seedsOf(round), await log.effectsOf(lead)]).toEqual([seedsOf(round), expected]);
        expect(await listDeadLetters(log.pool, { group })).toEqual([]);
      }
    },
    60_000 + rounds * 120_000,
  );

  /** Consumes in a process of its own, and kills it after about so many messages. */
  async function deliverAndKill(task: ChaosTask, count: number): Promise<void> {
    const file = join(__dirname, '../../testing/chaos-process.ts');
    const { child, output } = runTypeScript(file, task);
    const killed = output.then(
      () => Promise.reject(new Error('it ended by itself')),
      (error: unknown) => error,
    );
    const { promise: delivered, resolve } = Promise.withResolvers<void>();
    let sum = 0;
    child.stdout!.on('data', (chunk: Buffer) => {
      sum += chunk
        .toString()
        .split('\n')
        .reduce((all, line) => all + Number(line), 0);
      if (sum >= count) resolve();
    });
    await Promise.race([delivered, killed]);
    await delay(Math.random() * 20);
    child.kill('SIGKILL');
    expect(String(await killed)).toMatch(/ended with SIGKILL/);
  }

  /** The last message of each lead once: what is missing before it is fetched from the log. */
  async function deliverLast(group: string): Promise<void> {
    const last = (await log.messages()).filter(({ streamversion }) => streamversion === versions);
    const calm: MessageConsumer = {
      run: (subscription, signal) =>
        subscription.handle(
          last.map((message) => ({ message, place: 'the end' })),
          signal,
        ),
    };
    const running = runConsumer(log, calm, { group, gapMs: 100 });
    const behind = async () => {
      const { rows } = await log.pool.query<{ handled: string }>(
        'select count(*) as handled from inbox where consumer_group = $1 and version = $2',
        [group, versions],
      );
      return Number(rows[0]!.handled) < leads.length;
    };
    while (await behind()) await delay(50);
    await running.stop();
  }
});

const seedsOf = (round: number) => `seeds from ${round * kills + 1}`;
