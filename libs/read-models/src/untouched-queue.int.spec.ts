import { type LeadEvent } from '@tasuki/lead';
import * as told from '../../lead/src/lead.events.spec-support';
import { openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { allPages } from '../testing/all-pages';
import { project } from '../testing/project';
import { writeLead } from '../testing/write-lead';
import { untouchedQueue, untouchedQueuePage } from './untouched-queue';
import { countQueue, type QueueQuery } from './waiting-lead';

const { activity, assigned, attempted, bantAssessed, contacted, mql, returned, scored, sql } = told;
const on = (day: string) => ({ occurredAt: `2026-04-${day}T10:00:00+09:00` });
const captured = (company: string): LeadEvent => told.captured({ company: { name: company } });
const due = (day: string) => ({ dueAt: `2026-05-${day}T00:00:00.000Z` });

/** Leads by company: who was left alone, longest first. */
const untouched: Readonly<Record<string, readonly LeadEvent[]>> = {
  'an MQL': [captured('an MQL'), mql(on('01')), told.slaStarted('firstContact', due('09'))],
  'only assigned': [
    captured('only assigned'),
    ...[mql(on('02')), told.slaStarted('firstContact', due('03'))],
    ...[assigned({ assignee: 'ren' }), activity(), scored()],
    told.slaBreached('firstContact'),
  ],
  'an SQL': [
    captured('an SQL'),
    ...[mql(on('01')), contacted(on('01')), bantAssessed(), sql(on('03'))],
  ],
  imported: told.importedStoryOf.mql.map((event) =>
    event.type === 'LeadMarketingQualified'
      ? { ...event, data: { ...event.data, ...on('04') } }
      : event,
  ),
  'given back': [
    captured('given back'),
    ...[mql(on('01')), contacted(on('01')), sql(on('02')), returned()],
  ],
};
const touched: readonly (readonly LeadEvent[])[] = [
  [captured('nurtured')],
  [captured('tried'), mql(), attempted()],
  [captured('contacted'), mql(), contacted()],
  [captured('assessed'), mql(), contacted(), sql(), bantAssessed()],
  [captured('accepted'), mql(), contacted(), sql(), told.accepted()],
  [captured('recycled'), mql(), told.recycled(2)],
  [captured('disqualified'), mql(), told.disqualified()],
];

describe('the leads that nobody touched since they were handed over', () => {
  let runtime: TestRuntime;
  beforeAll(async () => {
    runtime = await openTestRuntime();
    for (const events of [...Object.values(untouched), ...touched]) {
      await writeLead(runtime, events);
    }
    await project(runtime, untouchedQueue);
  });
  afterAll(() => runtime.remove());

  const leads = (query: Partial<QueueQuery> = {}) =>
    allPages((cursor) => untouchedQueuePage(runtime.pool, { limit: 2, ...query, ...cursor }));
  const companies = async (query: Partial<QueueQuery> = {}) =>
    (await leads(query)).map(({ company }) => company ?? 'imported');

  it('come longest first, whoever has them', async () =>
    expect(await companies()).toEqual(Object.keys(untouched)));

  it('say since when, whom they were handed to and whose they are', async () => {
    const [first, second, third, , last] = await leads();
    expect(first).toMatchObject({ handedTo: 'inside_sales', assignee: null });
    expect(second).toMatchObject({ since: on('02').occurredAt, assignee: 'ren' });
    expect(third).toMatchObject({ since: on('03').occurredAt, handedTo: 'sales' });
    expect(last).toMatchObject({ handedTo: 'inside_sales' });
  });

  it.each([1, 2, 200])('come by deadline, those without one last; %s a page', async (limit) =>
    expect((await companies({ sort: 'due', limit })).slice(0, 2)).toEqual([
      'only assigned',
      'an MQL',
    ]),
  );

  it('are counted: mine, nobody’s, and how their deadlines stand', async () => {
    const { pool } = runtime;
    expect(await countQueue(pool, untouchedQueue, 'ren')).toEqual({
      waiting: 5,
      mine: 1,
      unassigned: 4,
      warned: 0,
      breached: 1,
      paused: 0,
    });
    expect(await countQueue(pool, untouchedQueue, 'somebody else')).toMatchObject({ mine: 0 });
  });
});
