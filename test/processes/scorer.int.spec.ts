import { jest } from '@jest/globals';
import { refuse } from '@tasuki/domain';
import { type LeadEventOf, leadStream } from '@tasuki/lead';
import { type PlainCapture, type RecordedLead } from '@tasuki/lead-service';
import {
  askReaderToRetry,
  discardForReader,
  listParked,
  readerPositions,
} from '@tasuki/read-models';
import { type Pool, type QueryConfig } from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { runScorer } from '../../apps/scorer/src/run-scorer';
import { activity, asWritten } from '../../libs/read-models/testing/activities';
import { anOrigin, openTestRuntime, type TestRuntime } from '../support/test-runtime';

const scorerPosition = async ({ pool }: Pick<TestRuntime, 'pool'>) =>
  (await readerPositions(pool)).find(({ reader }) => reader === 'scorer')?.position;

describe('the scorer', () => {
  let runtime: TestRuntime;
  beforeEach(async () => {
    runtime = await openTestRuntime();
  });
  afterEach(() => runtime.remove());

  const capture = async (more: Partial<PlainCapture> = {}) => {
    const command = { type: 'CaptureLead', source: {}, consents: [], ...more } as const;
    return (await runtime.leads.capture(command, anOrigin())).leadId;
  };
  const record = (leadId: string, activityType: string, by?: 'import') =>
    runtime.leads.execute(
      leadId,
      { type: 'RecordActivity', activityType, ...(by && { by }) },
      anOrigin(),
    );

  /** Runs so many scorers until all of the log is scored. */
  async function scoreAll(scorers = 1): Promise<void> {
    const stop = new AbortController();
    const parts = startingTogether(runtime, scorers);
    const running = Array.from({ length: scorers }, () => runScorer(parts, stop.signal));
    for (let quiet = '', head = 'x'; quiet !== head; await delay(150)) {
      quiet = head;
      head = await runtime.store.head();
    }
    stop.abort();
    await Promise.all(running);
  }

  it('scores each fact by its own time, and makes the MQL in the append of the score', async () => {
    const leadId = await capture({ person: { seniority: 'vp' } });
    await record(leadId, 'seminar_attended');
    await record(leadId, 'unheard_of');
    await record(leadId, 'inquiry_submitted');
    await scoreAll();
    const history = await runtime.leads.history(leadId);
    expect(scores(history)).toEqual([
      [1, 15],
      [2, 30],
      [4, 50],
    ]);
    const [scored, mql, started] = history.slice(-3);
    expect(mql).toMatchObject({ type: 'LeadMarketingQualified', data: { score: 50, by: 'score' } });
    expect(started).toMatchObject({ type: 'SlaStarted', data: { startedBy: mql!.id } });
    for (const { metadata } of [mql!, started!]) {
      expect(metadata.commandId).toBe(scored!.metadata.commandId);
    }
    expect(scored!.metadata.causationId).toBe(history[3]!.id);
    for (const { data, metadata } of history.filter(({ type }) => type === 'LeadScored')) {
      const fact = history.find(({ id }) => id === metadata.causationId)!;
      expect(data).toMatchObject({ fact: fact.version, asOf: fact.recordedAt });
    }
  });

  it('is not woken by imported facts, and counts them from the first live fact on', async () => {
    const leadId = await capture({ by: 'import', person: { seniority: 'vp' } });
    await record(leadId, 'inquiry_submitted', 'import');
    await scoreAll();
    expect(scores(await runtime.leads.history(leadId))).toEqual([]);
    await record(leadId, 'pricing_page_viewed');
    await scoreAll();
    expect(scores(await runtime.leads.history(leadId))).toEqual([[3, 40]]);
  });

  it('counts as ready again after a fault, though nothing new comes in', async () => {
    await capture({ by: 'import' });
    const stop = new AbortController();
    const running = runScorer({ ...runtime, pool: losingOneAnswer(runtime.pool) }, stop.signal);
    const status = async () => (await runtime.health.report()).problems.map(({ check }) => check);
    while (!(await status()).includes('scorer')) await delay(10);
    while ((await status()).includes('scorer')) await delay(10);
    stop.abort();
    await running;
  });

  it('does no harm when it scores everything again, alone or two at once', async () => {
    const leads = await Promise.all(Array.from({ length: 5 }, () => capture()));
    for (const activityType of ['seminar_attended', 'document_downloaded', 'inquiry_submitted']) {
      await Promise.all(leads.map((leadId) => record(leadId, activityType)));
    }
    await scoreAll(2);
    const once = await Promise.all(leads.map((leadId) => runtime.leads.history(leadId)));
    await runtime.pool.query('delete from checkpoints');
    await scoreAll(2);
    const again = await Promise.all(leads.map((leadId) => runtime.leads.history(leadId)));
    expect(again).toEqual(once);
    for (const history of once) expect(scores(history).at(-1)).toEqual([4, 45]);
  });

  describe('with a lead of which an event cannot be read', () => {
    let broken: string;
    let others: readonly string[];
    beforeEach(async () => {
      broken = await capture({ person: { seniority: 'vp' } });
      const future = { ...asWritten(activity('guide')), schemaVersion: 9 };
      await runtime.log.append(leadStream(broken), [future, asWritten(activity('video'))], 1);
      others = [await capture({ person: { seniority: 'vp' } }), await capture()];
      for (const leadId of others) await record(leadId, 'seminar_attended');
      await record(others[0]!, 'inquiry_submitted');
    });

    const parked = () => listParked(runtime.pool, { target: 'scorer' });
    const readable = () =>
      runtime.pool.query(`
        alter table events disable trigger events_are_append_only;
        update events set schema_version = 1 where schema_version = 9`);
    const historyOf = async (leadId: string) => runtime.leads.history(leadId);

    it('parks that lead alone: the others are scored, and it stays ready', async () => {
      const logged = jest.spyOn(runtime.logger, 'error');
      await scoreAll(2);
      const history = await historyOf(others[0]!);
      expect(history.map(({ type }) => type)).toContain('LeadMarketingQualified');
      expect(scores(await historyOf(others[1]!))).toHaveLength(2);
      expect((await runtime.health.report()).status).toBe('ready');
      expect(await parked()).toMatchObject([
        { stream: leadStream(broken), version: 2, tries: 1, eventType: 'LeadActivityRecorded' },
      ]);
      expect((await parked())[0]!.reason).toMatch(/^UnreadableEvent: .*comes from the future/);
      expect(logged).toHaveBeenCalledTimes(1);
      expect(await runtime.store.head()).toBe(await scorerPosition(runtime));
      await expect(gauge('tasuki_projection_lag_events')).resolves.toContain(
        'tasuki_projection_lag_events{target="scorer"} 0',
      );
      await expect(gauge('tasuki_parked_streams')).resolves.toContain('{target="scorer"} 1');
    });

    it('scores it from there on when a process starts that can read it', async () => {
      await scoreAll();
      await scoreAll();
      expect(await parked()).toMatchObject([{ version: 2, tries: 2 }]);
      await readable();
      await scoreAll();
      expect(await parked()).toEqual([]);
      expect(scores(await historyOf(broken)).map(([fact]) => fact)).toEqual([1, 2, 3]);
    });

    it('scores it while it runs, when somebody asks for it', async () => {
      const stop = new AbortController();
      const running = runScorer(runtime, stop.signal);
      while ((await parked()).length === 0) await delay(10);
      const stream = leadStream(broken);
      const still = await askReaderToRetry(runtime.pool, 'scorer', stream);
      expect(still?.parked).toMatchObject({ version: 2 });
      expect(still!.parked!.tries).toBeGreaterThan(1);
      await readable();
      expect(await askReaderToRetry(runtime.pool, 'scorer', stream)).toEqual({ parked: undefined });
      expect(scores(await historyOf(broken)).map(([fact]) => fact)).toEqual([1, 2, 3]);
      expect(await askReaderToRetry(runtime.pool, 'scorer', stream)).toBeUndefined();
      await record(broken, 'inquiry_submitted');
      while (scores(await historyOf(broken)).at(-1)![0] < 7) await delay(10);
      stop.abort();
      await running;
    });

    it('keeps it parked after a discard, as it takes no command all the same', async () => {
      const stop = new AbortController();
      const running = runScorer(runtime, stop.signal);
      while ((await parked()).length === 0) await delay(10);
      const answer = await discardForReader(
        runtime.pool,
        'scorer',
        leadStream(broken),
        'broken',
        'aiko',
      );
      expect(answer?.parked).toMatchObject({ version: 2 });
      await readable();
      await askReaderToRetry(runtime.pool, 'scorer', leadStream(broken));
      stop.abort();
      await running;
      expect(scores(await historyOf(broken)).map(([fact]) => fact)).toEqual([1, 3]);
    });

    async function gauge(name: string): Promise<string> {
      const text = await runtime.metrics.text();
      return text
        .split('\n')
        .filter((line) => line.startsWith(name))
        .join('\n');
    }
  });

  it('parks a lead whose score is refused, and goes on behind the fact when it is discarded', async () => {
    const [refused, other] = [await capture(), await capture()];
    await record(refused, 'seminar_attended');
    await record(refused, 'inquiry_submitted');
    await record(other, 'seminar_attended');
    const leads: typeof runtime.leads = {
      ...runtime.leads,
      async execute(leadId, command, origin) {
        if (leadId === refused && command.type === 'RecordScore' && command.score.fact === 2) {
          throw refuse('unknown_definition', 'there is no such version');
        }
        return runtime.leads.execute(leadId, command, origin);
      },
    };
    const stop = new AbortController();
    const running = runScorer({ ...runtime, leads }, stop.signal);
    const parked = () => listParked(runtime.pool, { target: 'scorer' });
    while ((await parked()).length === 0) await delay(10);
    expect(await parked()).toMatchObject([
      { version: 2, reason: 'Refusal: there is no such version' },
    ]);
    const stream = leadStream(refused);
    expect(await discardForReader(runtime.pool, 'scorer', stream, 'no use', 'aiko')).toEqual({});
    while ((await scorerPosition(runtime)) !== (await runtime.store.head())) await delay(10);
    stop.abort();
    await running;
    const facts = scores(await runtime.leads.history(refused)).map(([fact]) => fact);
    expect([facts, scores(await runtime.leads.history(other))]).toEqual([
      [1, 3],
      expect.arrayContaining([[2, 15]]),
    ]);
    const { rows } = await runtime.pool.query(
      'select projection, version, reason, discarded_by from discarded_events',
    );
    const by = { reason: 'no use', discarded_by: 'aiko' };
    expect(rows).toEqual([{ projection: 'scorer', version: 2, ...by }]);
  });
});

/** A pool that moves the checkpoint to the head of the log and loses the answer, once. */
function losingOneAnswer(pool: Pool): Pool {
  let isLost = false;
  return Object.assign(Object.create(pool) as Pool, {
    query: async (query: QueryConfig | string, values?: unknown[]) => {
      const answer = await pool.query(query, values);
      const isMove = typeof query === 'object' && query.name === 'first-checkpoint';
      if (isMove && !isLost) {
        isLost = true;
        throw new Error('Connection terminated unexpectedly');
      }
      return answer;
    },
  });
}

/**
 * None of them reads the log before each has looked for what is parked at its start: what the first
 * one parks is nothing that the second one found there.
 */
function startingTogether({ pool, log, ...others }: TestRuntime, scorers: number): TestRuntime {
  let left = scorers;
  const { promise, resolve } = Promise.withResolvers<void>();
  const counting = Object.assign(Object.create(pool) as Pool, {
    query: async (query: QueryConfig | string, values?: unknown[]) => {
      const answer = await pool.query(query, values);
      if (typeof query === 'string' && query.includes('retry_asked or')) left -= 1;
      if (left === 0) resolve();
      return answer;
    },
  });
  const waiting: TestRuntime['log'] = {
    ...log,
    async *subscribe(...args) {
      await promise;
      yield* log.subscribe(...args);
    },
  };
  return { ...others, pool: counting, log: waiting };
}

/** Which fact got which total, in the order recorded. */
function scores(history: readonly RecordedLead[]): [number, number][] {
  return history
    .filter(({ type }) => type === 'LeadScored')
    .map(({ data }) => data as LeadEventOf<'LeadScored'>['data'])
    .map(({ fact, total }) => [fact, total]);
}
