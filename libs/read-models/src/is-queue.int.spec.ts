import { type LeadEvent, stages } from '@tasuki/lead';
import * as told from '../../lead/src/lead.events.spec-support';
import { openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { allPages } from '../testing/all-pages';
import { project } from '../testing/project';
import { writeLead } from '../testing/write-lead';
import { isQueue, isQueuePage } from './is-queue';
import { type QueueQuery } from './waiting-lead';

const { accepted, assigned, attempted, contacted, mql, returned, sql } = told;
const on = (day: string) => ({ occurredAt: `2026-04-${day}T10:00:00+09:00` });
const captured = (company: string, channel?: string): LeadEvent =>
  told.captured({ company: { name: company }, source: channel ? { channel } : {} });

/** Leads by company: who waits, in the order of waiting, and who does not. */
const waiting: Readonly<Record<string, readonly LeadEvent[]>> = {
  'waits longest': [captured('waits longest', 'web'), mql(), contacted(on('01'))],
  'returned as SQL': [
    captured('returned as SQL'),
    ...[mql(), contacted(on('01')), assigned({ assignee: 'ren' }), sql()],
    returned({ reason: 'no_budget', ...on('02') }),
  ],
  'called again': [
    captured('called again', 'web'),
    mql(),
    contacted(on('03')),
    attempted(on('09')),
  ],
  'returned after acceptance': [
    captured('returned after acceptance'),
    ...[mql(), contacted(on('01')), sql(), accepted(), returned(on('04'))],
  ],
  'came back': [
    captured('came back'),
    ...[mql(), contacted(on('01')), told.bantAssessed(), sql(), returned(on('02'))],
    ...[told.recycled(2), mql({ cycle: 2 }), contacted({ cycle: 2, ...on('05') })],
  ],
  reopened: [
    captured('reopened', 'web'),
    ...[mql(), contacted(on('01')), told.disqualified(), told.reopened(2)],
    ...[mql({ cycle: 2 }), contacted({ cycle: 2, ...on('06') }), assigned({ assignee: 'ren' })],
  ],
};
const gone: readonly (readonly LeadEvent[])[] = [
  [captured('only attempted'), mql(), attempted()],
  [captured('qualified'), mql(), contacted(), sql()],
  [captured('recycled'), mql(), contacted(), told.recycled(2)],
  [captured('disqualified'), mql(), contacted(), told.disqualified()],
  [captured('qualified again'), mql(), contacted(), sql(), returned(), sql()],
  [captured('accepted'), mql(), contacted(), sql(), accepted()],
  [captured('corrected'), ...told.storyOf.won.slice(1), told.corrected()],
];

describe('the queue of inside sales', () => {
  let runtime: TestRuntime;
  beforeAll(async () => {
    runtime = await openTestRuntime();
    for (const events of [...Object.values(waiting), ...gone]) await writeLead(runtime, events);
    await project(runtime, isQueue);
  });
  afterAll(() => runtime.remove());

  const leads = (query: Partial<QueueQuery> = {}) =>
    allPages((cursor) => isQueuePage(runtime.pool, { limit: 2, ...query, ...cursor }));
  const companies = async (query: Partial<QueueQuery> = {}) =>
    (await leads(query)).map(({ company }) => company);

  it.each([1, 2, 3, 6, 200])(
    'holds whoever was contacted or returned and is not decided on; %s a page',
    async (limit) => expect(await companies({ limit })).toEqual(Object.keys(waiting)),
  );

  it('shows what was tried, what BANT says, and why sales returned it', async () => {
    const [first, second, third] = await leads();
    expect(first).toMatchObject({ attempts: 1, bant: null, returned: null, cycle: 1 });
    expect(second).toMatchObject({
      since: on('02').occurredAt,
      returned: { reason: 'no_budget', at: on('02').occurredAt },
      assignee: 'ren',
    });
    expect(third).toMatchObject({
      since: on('03').occurredAt,
      lastContact: { channel: 'phone', outcome: 'no_answer', at: on('09').occurredAt },
      channel: 'web',
    });
  });

  it('begins anew with each cycle', async () => {
    const back = (await leads()).find(({ company }) => company === 'came back');
    expect(back).toMatchObject({ cycle: 2, attempts: 1, bant: null, returned: null });
  });

  it('shows those of one channel, of one assignee, and of both', async () => {
    expect(await companies({ channel: 'web' })).toEqual([
      'waits longest',
      'called again',
      'reopened',
    ]);
    expect(await companies({ assignee: 'ren' })).toEqual(['returned as SQL', 'reopened']);
    expect(await companies({ channel: 'web', assignee: 'ren' })).toEqual(['reopened']);
    expect(await companies({ channel: 'fax' })).toEqual([]);
  });

  it('refuses the cursors of other lists, and those that nobody gave out', async () => {
    const place = ['2026-04-01T00:00:00Z', 'k'];
    const forged = [['sql', ...place], ['is', 'yesterday', 'k'], ['is', place[0]], [], 'is'];
    for (const value of forged) {
      const cursor = Buffer.from(JSON.stringify(value)).toString('base64url');
      const asked = isQueuePage(runtime.pool, { limit: 1, cursor });
      await expect(asked).rejects.toMatchObject({ code: 'invalid_cursor' });
    }
  });
});

describe('the queue of inside sales, of leads in every stage', () => {
  let runtime: TestRuntime;
  beforeEach(async () => (runtime = await openTestRuntime()));
  afterEach(() => runtime.remove());

  it('holds those that are contacted, imported ones too; who waits equally long, by id', async () => {
    const ids: string[] = [];
    for (const stage of stages) {
      const live = await writeLead(runtime, told.storyOf[stage]);
      const imported = await writeLead(runtime, told.importedStoryOf[stage]);
      if (stage === 'contacted') ids.push(live, imported);
    }
    await project(runtime, isQueue);
    for (const limit of [1, 2, 3]) {
      const items = await allPages((cursor) => isQueuePage(runtime.pool, { limit, ...cursor }));
      expect(items.map(({ leadId }) => leadId)).toEqual(ids.toSorted());
    }
  });
});
