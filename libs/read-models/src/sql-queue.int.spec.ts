import { type LeadEvent, stages } from '@tasuki/lead';
import * as told from '../../lead/src/lead.events.spec-support';
import { openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { allPages } from '../testing/all-pages';
import { project } from '../testing/project';
import { writeLead } from '../testing/write-lead';
import { sqlQueue, sqlQueuePage } from './sql-queue';
import { type QueueQuery } from './waiting-lead';

const { accepted, assigned, bantAssessed, contacted, mql, returned, sql } = told;
const on = (day: string) => ({ occurredAt: `2026-04-${day}T10:00:00+09:00` });
const captured = (company: string, channel?: string): LeadEvent =>
  told.captured({ company: { name: company }, source: channel ? { channel } : {} });

/** Leads by company: who waits, in the order of waiting, and who does not. */
const waiting: Readonly<Record<string, readonly LeadEvent[]>> = {
  'waits longest': [
    captured('waits longest', 'web'),
    ...[mql(), contacted(), bantAssessed({ budget: 'not_met' }), sql(on('01'))],
  ],
  overridden: [
    captured('overridden'),
    ...[mql(), contacted(), assigned({ assignee: 'ren' })],
    sql({ override: { reason: 'known_customer' }, ...on('02') }),
  ],
  'qualified again': [
    captured('qualified again', 'web'),
    ...[mql(), contacted(), sql({ override: { reason: 'x' }, ...on('01') }), returned()],
    ...[bantAssessed(), sql(on('03'))],
  ],
  'returned after acceptance': [
    captured('returned after acceptance'),
    ...[mql(), contacted(), sql(on('01')), accepted(), returned(), sql(on('04'))],
  ],
  'came back': [
    captured('came back', 'web'),
    ...[mql(), contacted(), bantAssessed(), sql(on('01')), returned(), told.recycled(2)],
    ...[mql({ cycle: 2 }), contacted({ cycle: 2 }), sql({ cycle: 2, ...on('05') })],
    assigned({ assignee: 'ren' }),
  ],
  'tells no time': [captured('tells no time'), mql(), contacted(), sql()],
};
const gone: readonly (readonly LeadEvent[])[] = [
  [captured('accepted'), mql(), contacted(), sql(), accepted()],
  [captured('returned'), mql(), contacted(), sql(), returned()],
  [captured('disqualified'), mql(), contacted(), sql(), told.disqualified()],
  [captured('reopened'), mql(), contacted(), sql(), told.disqualified(), told.reopened(2)],
  [captured('corrected'), ...told.storyOf.won.slice(1), told.corrected()],
];

describe('the queue of sales', () => {
  let runtime: TestRuntime;
  beforeAll(async () => {
    runtime = await openTestRuntime();
    for (const events of [...Object.values(waiting), ...gone]) await writeLead(runtime, events);
    await project(runtime, sqlQueue);
  });
  afterAll(() => runtime.remove());

  const leads = (query: Partial<QueueQuery> = {}) =>
    allPages((cursor) => sqlQueuePage(runtime.pool, { limit: 2, ...query, ...cursor }));
  const companies = async (query: Partial<QueueQuery> = {}) =>
    (await leads(query)).map(({ company }) => company);

  it.each([1, 2, 3, 6, 200])(
    'holds whoever is qualified and neither accepted nor returned; %s a page',
    async (limit) => expect(await companies({ limit })).toEqual(Object.keys(waiting)),
  );

  it('shows since when, what BANT says, and why its criteria were set aside', async () => {
    const [first, second, third, , back, last] = await leads();
    const bant = { budget: 'not_met', authority: 'met', need: 'met', timing: 'met' };
    expect(first).toMatchObject({ since: on('01').occurredAt, bant, override: null });
    expect(second).toMatchObject({ bant: null, override: 'known_customer', assignee: 'ren' });
    expect(third).toMatchObject({ bant: told.allMet, override: null, cycle: 1 });
    expect(back).toMatchObject({ cycle: 2, bant: null, override: null });
    expect(last).toMatchObject({ since: '2026-05-01T09:00:00.000Z' });
  });

  it('shows those of one channel, of one assignee, and of both', async () => {
    expect(await companies({ channel: 'web' })).toEqual([
      'waits longest',
      'qualified again',
      'came back',
    ]);
    expect(await companies({ assignee: 'ren' })).toEqual(['overridden', 'came back']);
    expect(await companies({ channel: 'web', assignee: 'ren' })).toEqual(['came back']);
  });

  it('refuses the cursor of the other queue', async () => {
    const place = ['2026-04-01T00:00:00Z', 'k'];
    const cursor = Buffer.from(JSON.stringify(['is', ...place])).toString('base64url');
    const asked = sqlQueuePage(runtime.pool, { limit: 1, cursor });
    await expect(asked).rejects.toMatchObject({ code: 'invalid_cursor' });
  });
});

describe('the queue of sales, of leads in every stage', () => {
  let runtime: TestRuntime;
  beforeEach(async () => (runtime = await openTestRuntime()));
  afterEach(() => runtime.remove());

  it('holds those that are SQL, imported ones too; who waits equally long, by id', async () => {
    const ids: string[] = [];
    for (const stage of stages) {
      const live = await writeLead(runtime, told.storyOf[stage]);
      const imported = await writeLead(runtime, told.importedStoryOf[stage]);
      if (stage === 'sql') ids.push(live, imported);
    }
    await project(runtime, sqlQueue);
    for (const limit of [1, 2, 3]) {
      const items = await allPages((cursor) => sqlQueuePage(runtime.pool, { limit, ...cursor }));
      expect(items.map(({ leadId }) => leadId)).toEqual(ids.toSorted());
    }
  });
});
