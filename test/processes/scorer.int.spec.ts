import { type LeadEventOf } from '@tasuki/lead';
import { type PlainCapture, type RecordedLead } from '@tasuki/lead-service';
import { type Pool, type QueryConfig } from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { runScorer } from '../../apps/scorer/src/run-scorer';
import { anOrigin, openTestRuntime, type TestRuntime } from '../support/test-runtime';

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
    const [scored, mql] = history.slice(-2);
    expect(mql).toMatchObject({ type: 'LeadMarketingQualified', data: { score: 50, by: 'score' } });
    expect(mql!.metadata.commandId).toBe(scored!.metadata.commandId);
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
