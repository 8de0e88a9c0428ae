import { refuse } from '@tasuki/domain';
import { type LeadEventOf, leadStream } from '@tasuki/lead';
import { type PlainCapture, type RecordedLead } from '@tasuki/lead-service';
import {
  discardDeadLetter,
  listDeadLetters,
  listDiscardedLetters,
  retryDeadLetter,
} from '@tasuki/streaming';
import { type Pool, type QueryConfig } from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { openScorer } from '../../apps/scorer/src/open-scorer';
import { activity, asWritten } from '../../libs/read-models/testing/activities';
import { anOrigin, openTestRuntime, type TestRuntime } from '../support/test-runtime';

const group = 'scorer';
const config = { TASUKI_SOURCE: '/tests' };
const runScorer = (runtime: Parameters<typeof openScorer>[0], signal: AbortSignal) =>
  openScorer(runtime, config).run(signal);

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
    const running = Array.from({ length: scorers }, () => runScorer(runtime, stop.signal));
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
    await runtime.pool.query('delete from checkpoints; delete from inbox');
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

    const readable = () =>
      runtime.pool.query(`
        alter table events disable trigger events_are_append_only;
        update events set schema_version = 1 where schema_version = 9`);
    const factsOf = async (leadId: string) =>
      scores(await runtime.leads.history(leadId)).map(([fact]) => fact);

    it('has a dead letter of that lead alone: the others are scored, and it stays ready', async () => {
      const scorer = start();
      const [letter] = await untilLetters();
      expect(letter).toMatchObject({ group, leadId: broken, version: 1, tries: 1 });
      expect(letter!.reason).toMatch(/^UnreadableEvent: .*comes from the future/);
      while ((await factsOf(others[1]!)).length < 2) await delay(20);
      while ((await factsOf(others[0]!)).length < 3) await delay(20);
      const history = await runtime.leads.history(others[0]!);
      expect(history.map(({ type }) => type)).toContain('LeadMarketingQualified');
      const { status, warnings } = await runtime.health.report();
      expect([status, warnings.map(({ check }) => check)]).toEqual(['ready', ['dead letters']]);
      expect(await runtime.metrics.text()).toContain('tasuki_dead_letters{group="scorer"} 1');
      await scorer.stop();
    });

    it('scores it from there on when a process starts that can read it', async () => {
      const scorer = start();
      await untilLetters();
      await scorer.stop();
      await readable();
      const next = start();
      while ((await factsOf(broken)).length < 3) await delay(20);
      expect(await factsOf(broken)).toEqual([1, 2, 3]);
      await next.stop();
    });

    it('scores it while it runs, when somebody asks for it', async () => {
      const scorer = start();
      await untilLetters();
      await readable();
      await retryDeadLetter(runtime.pool, group, broken);
      while ((await factsOf(broken)).length < 3) await delay(20);
      while ((await letters()).length > 0) await delay(20);
      await record(broken, 'inquiry_submitted');
      while ((await factsOf(broken)).at(-1) !== 7) await delay(20);
      await scorer.stop();
    });
  });

  it('goes on behind a fact whose score is refused, when it is discarded', async () => {
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
    const scorer = start({ ...runtime, leads });
    const [letter] = await untilLetters();
    expect(letter).toMatchObject({ version: 2, reason: 'Refusal: there is no such version' });
    await discardDeadLetter(runtime.pool, { group, key: refused, version: 2 }, 'no use', 'aiko');
    const factsOf = async (leadId: string) => scores(await runtime.leads.history(leadId));
    while ((await factsOf(refused)).length < 2) await delay(20);
    await scorer.stop();
    expect(await factsOf(refused)).toEqual([
      [1, expect.any(Number)],
      [3, 20],
    ]);
    expect(await factsOf(other)).toEqual(expect.arrayContaining([[2, 15]]));
    expect(await listDiscardedLetters(runtime.pool)).toMatchObject([
      { group, leadId: refused, version: 2, reason: 'no use', discardedBy: 'aiko' },
    ]);
  });

  const letters = () => listDeadLetters(runtime.pool, { group });
  async function untilLetters() {
    while ((await letters()).length === 0) await delay(20);
    return letters();
  }
  function start(parts: Parameters<typeof openScorer>[0] = runtime) {
    const stop = new AbortController();
    const running = runScorer(parts, stop.signal);
    return {
      async stop() {
        stop.abort();
        await running;
      },
    };
  }
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

/** Which fact got which total, in the order recorded. */
function scores(history: readonly RecordedLead[]): [number, number][] {
  return history
    .filter(({ type }) => type === 'LeadScored')
    .map(({ data }) => data as LeadEventOf<'LeadScored'>['data'])
    .map(({ fact, total }) => [fact, total]);
}
