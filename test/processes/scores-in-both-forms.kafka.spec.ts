import { type PlainCommand } from '@tasuki/lead-service';
import {
  postgresLeases,
  readConfig,
  RelayConfig,
  settableClock,
  whileHeld,
} from '@tasuki/platform';
import { type ConsumingConfig } from '@tasuki/runtime';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { openRelay } from '../../apps/relay/src/open-relay';
import { openScorer } from '../../apps/scorer/src/open-scorer';
import { createTopic } from '../support/kafka/topic';
import { anOrigin, openTestRuntime, type TestRuntime } from '../support/test-runtime';

const did = (activityType: string): PlainCommand => ({ type: 'RecordActivity', activityType });

/** Facts of every kind, with what else happens to a lead between them; minutes pass in between. */
const story: readonly PlainCommand[] = [
  did('document_downloaded'),
  did('unheard_of'),
  { type: 'ChangeProfile', from: 'person', person: { seniority: 'vp' } },
  did('pricing_page_viewed'),
  did('seminar_attended'),
  { type: 'ChangeProfile', from: 'enrichment', company: { industry: 'food', employees: 300 } },
  did('inquiry_submitted'),
  { type: 'RecordContact', channel: 'phone', outcome: 'connected' },
  did('document_downloaded'),
  { type: 'RecycleLead', reason: 'no_budget' },
  did('inquiry_submitted'),
  did('seminar_attended'),
  { type: 'DisqualifyLead', reason: 'competitor' },
];

describe('a sequence of commands, each sent when the facts before it are scored', () => {
  const toEnd: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of toEnd.splice(0).reverse()) await end();
  });

  it('is scored alike in one process, and through Kafka by two scorers', async () => {
    const [inProcess, throughKafka] = [await open(withoutKafka), await open(withKafka)];
    const [one, other] = [await scoresOf(inProcess), await scoresOf(throughKafka)];
    expect(one.length).toBeGreaterThan(6);
    expect(other).toEqual(one);
  });

  async function open(
    start: (runtime: TestRuntime, signal: AbortSignal) => Promise<readonly Promise<void>[]>,
  ): Promise<TestRuntime> {
    const runtime = await openTestRuntime(settableClock('2026-05-01T02:00:00.000Z'));
    const stop = new AbortController();
    const running = await start(runtime, stop.signal);
    toEnd.push(async () => {
      stop.abort();
      await Promise.all(running);
      await runtime.remove();
    });
    return runtime;
  }

  /** What was recorded as scores of the same lead, as it was recorded. */
  async function scoresOf({ leads, clock, pool }: TestRuntime) {
    const captured = { type: 'CaptureLead', source: { channel: 'web' }, consents: [] } as const;
    const { leadId } = await leads.capture(captured, anOrigin(commandId(0)));
    const untilScored = async () => {
      for (;;) {
        const { rows } = await pool.query<{ version: number }>(
          `select version from inbox where consumer_group = 'scorer' and lead_id = $1`,
          [leadId],
        );
        const history = await leads.history(leadId);
        if (rows[0]?.version === history.at(-1)!.version) return history;
        await delay(20);
      }
    };
    await untilScored();
    for (const [index, command] of story.entries()) {
      (clock as ReturnType<typeof settableClock>).advance(60_000);
      await leads.execute(leadId, command, anOrigin(commandId(index + 1)));
      await untilScored();
    }
    return (await untilScored()).flatMap(({ type, version, data, metadata }) =>
      type === 'LeadScored'
        ? [
            {
              version,
              cause: metadata.causationId,
              score: data,
            },
          ]
        : [],
    );
  }

  async function withoutKafka(runtime: TestRuntime, signal: AbortSignal) {
    return [openScorer(runtime, { TASUKI_SOURCE: '/tests' }).run(signal)];
  }

  async function withKafka(runtime: TestRuntime, signal: AbortSignal) {
    const topic = await createTopic(3);
    toEnd.push(() => topic.remove());
    const config: ConsumingConfig & RelayConfig = readConfig(RelayConfig, {
      DATABASE_URL: runtime.url,
      TASUKI_MASTER_KEY_FILE: runtime.masterKeyFile,
      KAFKA_BROKERS: topic.broker,
      TASUKI_TOPIC: topic.name,
      TASUKI_SOURCE: '/tests',
    });
    const relay = openRelay(runtime, config);
    const leases = postgresLeases(runtime.pool);
    const relaying = whileHeld(leases, 'relay', signal, (held) => relay.run(held)).finally(() =>
      relay.close(),
    );
    const scorers = [1, 2].map(() => openScorer(runtime, config).run(signal));
    return [relaying, ...scorers];
  }
});

/** The same in both: an event's id is made of its command's. */
const ids = Array.from({ length: story.length + 1 }, () => randomUUID());
const commandId = (index: number) => ids[index]!;
