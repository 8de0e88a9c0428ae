import { type LeadEvent, stages } from '@tasuki/lead';
import * as told from '../../lead/src/lead.events.spec-support';
import { openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { allPages } from '../testing/all-pages';
import { project } from '../testing/project';
import { writeLead } from '../testing/write-lead';
import { type DirectoryQuery, leadDirectory, leadDirectoryPage } from './lead-directory';

const { accepted, assigned, contacted, mql, sql } = told;

const captured = (company: string, day: string, channel?: string): LeadEvent =>
  told.captured({
    company: { name: company },
    source: channel ? { channel } : {},
    occurredAt: `2026-04-${day}T10:00:00+09:00`,
  });
const toAccepted = (owner: string) => [mql(), contacted(), sql(), accepted({ owner })];

/** The latest captured first. */
const histories: readonly (readonly LeadEvent[])[] = [
  [captured('ｱｵｿﾞﾗ商事', '09', 'web'), assigned({ assignee: 'aiko' })],
  [captured('ACME Works', '08', 'web'), ...toAccepted('ren'), told.won()],
  [captured('acme foods', '07'), ...toAccepted('ren'), told.lost(), told.reopened(2)],
  [captured('アオゾラ食品', '06', 'web'), ...toAccepted('mika'), assigned({ assignee: 'ren' })],
  [captured('Acmé', '05'), ...toAccepted('mika'), told.returned()],
  [
    captured('Obi', '04', 'web'),
    told.profileChanged({ company: { name: 'Sash_100%' } }),
    ...[assigned({ assignee: 'aiko' }), assigned({ assignee: 'ren' })],
  ],
  [captured('Ob\\i', '03'), ...toAccepted('ren')],
];
const companiesInOrder = [
  'ｱｵｿﾞﾗ商事',
  'ACME Works',
  'acme foods',
  'アオゾラ食品',
  'Acmé',
  'Sash_100%',
  'Ob\\i',
];

describe('the directory of leads', () => {
  let runtime: TestRuntime;
  const ids: string[] = [];
  beforeAll(async () => {
    runtime = await openTestRuntime();
    for (const events of histories) ids.push(await writeLead(runtime, events));
    await project(runtime, leadDirectory);
  });
  afterAll(() => runtime.remove());

  const leads = (query: Partial<DirectoryQuery> = {}) =>
    allPages((cursor) => leadDirectoryPage(runtime.pool, { limit: 2, ...query, ...cursor }));
  const companies = async (query: Partial<DirectoryQuery> = {}) =>
    (await leads(query)).map(({ company }) => company);

  it.each([1, 2, 3, 7, 200])('lists all, the latest captured first; %s a page', async (limit) =>
    expect(await companies({ limit })).toEqual(companiesInOrder),
  );

  it('shows where a lead stands and who works it', async () => {
    const [first, second, third] = await leads();
    expect(first).toMatchObject({ leadId: ids[0], stage: 'nurturing', assignee: 'aiko' });
    expect(second).toMatchObject({ stage: 'won', owner: 'ren', channel: 'web', cycle: 1 });
    expect(third).toMatchObject({ stage: 'nurturing', owner: null, cycle: 2 });
  });

  it.each<[Partial<DirectoryQuery>, readonly string[]]>([
    [{ stage: 'accepted' }, ['アオゾラ食品', 'Ob\\i']],
    [{ stage: 'contacted' }, ['Acmé']],
    [{ stage: 'lost' }, []],
    [{ owner: 'ren' }, ['ACME Works', 'Ob\\i']],
    [{ assignee: 'ren' }, ['アオゾラ食品', 'Sash_100%']],
    [{ channel: 'web' }, ['ｱｵｿﾞﾗ商事', 'ACME Works', 'アオゾラ食品', 'Sash_100%']],
    [{ channel: 'web', stage: 'accepted' }, ['アオゾラ食品']],
    [{ owner: 'mika', assignee: 'ren', channel: 'web', stage: 'accepted' }, ['アオゾラ食品']],
    [{ owner: 'mika', channel: 'fax' }, []],
  ])('lists who matches %j', async (query, found) => {
    for (const limit of [1, 2, 3]) expect(await companies({ ...query, limit })).toEqual(found);
  });

  it.each<[string, readonly string[]]>([
    ['acm', ['acme foods', 'ACME Works', 'Acmé']],
    ['ＡＣＭＥ', ['acme foods', 'ACME Works']],
    ['アオゾラ', ['ｱｵｿﾞﾗ商事', 'アオゾラ食品']],
    ['ｱｵｿﾞﾗ', ['ｱｵｿﾞﾗ商事', 'アオゾラ食品']],
    ['sash_', ['Sash_100%']],
    ['_', []],
    ['%', []],
    ['ob\\', ['Ob\\i']],
    ['obi', []],
  ])(
    'finds companies that begin with %s, whatever case and width, by name',
    async (company, found) => {
      for (const limit of [1, 2, 3]) {
        expect(await companies({ company, limit })).toEqual(found);
      }
    },
  );

  it('finds companies among those that match other filters too', async () => {
    expect(await companies({ company: 'acm', owner: 'ren' })).toEqual(['ACME Works']);
  });

  it('shows the one lead that an identity names, if it matches', async () => {
    expect(await companies({ leadId: ids[1]! })).toEqual(['ACME Works']);
    expect(await companies({ leadId: ids[1]!, stage: 'won' })).toEqual(['ACME Works']);
    expect(await companies({ leadId: ids[1]!, stage: 'lost' })).toEqual([]);
  });

  it('refuses the cursor of the other order, and of other lists', async () => {
    const { next } = await leadDirectoryPage(runtime.pool, { limit: 1 });
    const byName = await leadDirectoryPage(runtime.pool, { limit: 1, company: 'acm' });
    const asked = [
      leadDirectoryPage(runtime.pool, { limit: 1, company: 'acm', cursor: next! }),
      leadDirectoryPage(runtime.pool, { limit: 1, cursor: byName.next! }),
      leadDirectoryPage(runtime.pool, { limit: 1, cursor: 'bm9uZQ' }),
    ];
    for (const answer of asked) {
      await expect(answer).rejects.toMatchObject({ code: 'invalid_cursor' });
    }
  });
});

describe('the directory of leads in every stage', () => {
  let runtime: TestRuntime;
  beforeAll(async () => {
    runtime = await openTestRuntime();
  });
  afterAll(() => runtime.remove());

  it('lists live and imported ones; who was captured at one time, by id', async () => {
    for (const stage of stages) {
      await writeLead(runtime, told.storyOf[stage]);
      await writeLead(runtime, told.importedStoryOf[stage]);
    }
    const longName = '\uFDFA'.repeat(200);
    await writeLead(runtime, [told.captured({ company: { name: longName } })]);
    await project(runtime, leadDirectory);
    const ask = (query: Partial<DirectoryQuery>) =>
      allPages((cursor) => leadDirectoryPage(runtime.pool, { limit: 3, ...query, ...cursor }));
    const ids = (await ask({})).map(({ leadId }) => leadId);
    expect(ids).toHaveLength(2 * stages.length + 1);
    expect(ids).toEqual(ids.toSorted().toReversed());
    for (const stage of stages.slice(1)) expect(await ask({ stage })).toHaveLength(2);
    expect(await ask({ company: longName })).toHaveLength(1);
  });
});
