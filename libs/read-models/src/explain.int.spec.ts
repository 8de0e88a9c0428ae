import { type Pool } from 'pg';
import * as told from '../../lead/src/lead.events.spec-support';
import { openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { fillDirectory, fillQueue } from '../testing/many-leads';
import { project } from '../testing/project';
import { writeLead } from '../testing/write-lead';
import { isQueue, isQueuePage } from './is-queue';
import { type KeysetPage } from './keyset-page';
import { leadDirectory, leadDirectoryPage } from './lead-directory';
import { mqlQueue, mqlQueuePage, mqlQueueSorts } from './mql-queue';
import { tableOf } from './projection';
import { sqlQueue, sqlQueuePage } from './sql-queue';
import { countQueue, queueSorts } from './waiting-lead';

type Ask = (
  pool: Pool,
  page: { readonly limit: number; readonly cursor?: string },
) => Promise<KeysetPage<unknown>>;

const oneFilter = [
  {},
  { channel: 'web' },
  { channel: 'fax' },
  { assignee: 'member-8' },
  { assignee: 'newcomer' },
  { assignee: 'nobody' },
];
const twoFilters = [
  { channel: 'web', assignee: 'member-8' },
  { channel: 'fax', assignee: 'member-8' },
];
const inDirectory = [
  ...oneFilter,
  { stage: 'nurturing' },
  { stage: 'sql' },
  { owner: 'owner-7' },
  { owner: 'nobody' },
  { company: 'company 7' },
  { company: 'company 70000' },
  { company: 'none' },
  { leadId: '00000000-0000-4000-8000-000000050000' },
] as const;
const severalInDirectory = [
  ...twoFilters,
  { stage: 'sql', channel: 'fax' },
  { stage: 'accepted', owner: 'owner-7' },
  { stage: 'nurturing', assignee: 'member-8' },
  { company: 'company 7', owner: 'owner-7', stage: 'won' },
] as const;

const queues = (filters: typeof oneFilter | typeof twoFilters): readonly [string, Ask][] =>
  filters.flatMap((filter) => [
    ...mqlQueueSorts.map((sort): [string, Ask] => [
      `mql by ${sort} ${JSON.stringify(filter)}`,
      (pool, page) => mqlQueuePage(pool, { sort, ...filter, ...page }),
    ]),
    ...queueSorts.flatMap((sort): [string, Ask][] => [
      [
        `is by ${sort} ${JSON.stringify(filter)}`,
        (pool, page) => isQueuePage(pool, { sort, ...filter, ...page }),
      ],
      [
        `sql by ${sort} ${JSON.stringify(filter)}`,
        (pool, page) => sqlQueuePage(pool, { sort, ...filter, ...page }),
      ],
    ]),
  ]);
const directory = (
  filters: typeof inDirectory | typeof severalInDirectory,
): readonly [string, Ask][] =>
  filters.map((filter) => [
    `directory ${JSON.stringify(filter)}`,
    (pool, page) => leadDirectoryPage(pool, { ...filter, ...page }),
  ]);

describe('with 100,000 leads', () => {
  let runtime: TestRuntime;
  beforeAll(async () => {
    runtime = await openTestRuntime();
    const { pool } = runtime;
    await writeLead(runtime, [told.captured()]);
    await project(runtime, isQueue);
    await fillQueue(pool, tableOf(isQueue), { ranked: false });
    await project(runtime, sqlQueue);
    await fillQueue(pool, tableOf(sqlQueue), { ranked: false });
    await project(runtime, mqlQueue);
    await fillQueue(pool, tableOf(mqlQueue), { ranked: true });
    await project(runtime, leadDirectory);
    await fillDirectory(pool, tableOf(leadDirectory));
  }, 60_000);
  afterAll(() => runtime.remove());

  it.each([...queues(oneFilter), ...directory(inDirectory)])(
    'a page of %s comes out of an index, whether the first or a later one, and nothing is read in vain',
    async (_, ask) => {
      for (const plan of await plansOf(ask, runtime.pool)) {
        expect(plan.nodes.join()).toContain('Index Scan');
        expect(plan.nodes).not.toContain('Seq Scan');
        expect(plan.sorted).toBeLessThan(10);
        expect(plan.removed).toBe(0);
        expect(plan.buffers).toBeLessThan(150);
      }
    },
  );

  it('the counts of a queue come out of an index over those that wait', async () => {
    const plans: Plan[] = [];
    await countQueue(explaining(runtime.pool, plans), isQueue, 'member-8');
    expect(plans[0]!.nodes.join()).toMatch(/Index (Only )?Scan/);
    expect(plans[0]!.nodes).not.toContain('Seq Scan');
  });

  it.each([...queues(twoFilters), ...directory(severalInDirectory)])(
    'a page of %s reads a part of the table only',
    async (_, ask) => {
      for (const plan of await plansOf(ask, runtime.pool)) {
        expect(plan.nodes).not.toContain('Seq Scan');
        expect(plan.buffers).toBeLessThan(1_000);
      }
    },
  );
});

interface Plan {
  readonly nodes: readonly string[];
  /** Rows that were put in order after they were read. */
  readonly sorted: number;
  /** Rows that were read in vain. */
  readonly removed: number;
  /** Pages of 8 KiB that were looked at. */
  readonly buffers: number;
}

/** Of the first page, and of one far down the list if there is one. */
async function plansOf(ask: Ask, pool: Pool): Promise<readonly Plan[]> {
  const { next } = await ask(pool, { limit: 200 });
  const pages = [{ limit: 50 }, ...(next === null ? [] : [{ limit: 50, cursor: next }])];
  const plans: Plan[] = [];
  for (const page of pages) {
    await ask(explaining(pool, plans), page);
  }
  expect(plans).toHaveLength(pages.length);
  return plans;
}

/** Answers as the pool does, and notes how it came to the answer. */
function explaining(pool: Pool, plans: Plan[]): Pool {
  const query = async (text: string, values: unknown[]) => {
    const { rows } = await pool.query<{ 'QUERY PLAN': readonly [{ Plan: PlanNode }] }>(
      `explain (analyze, buffers, format json) ${text}`,
      values,
    );
    plans.push(summaryOf(rows[0]!['QUERY PLAN'][0].Plan));
    return pool.query(text, values);
  };
  return Object.assign(Object.create(pool) as Pool, { query });
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

function summaryOf(root: PlanNode): Plan {
  const nodes = [root];
  for (const node of nodes) nodes.push(...(node.Plans ?? []));
  const sorts = nodes.filter((node) => node['Node Type'].includes('Sort'));
  const sum = (rows: readonly number[]) => rows.reduce((total, each) => total + each, 0);
  return {
    nodes: nodes.map((node) => node['Node Type']),
    sorted: sum(sorts.map(({ Plans = [] }) => sum(Plans.map((input) => input['Actual Rows'])))),
    removed: sum(nodes.map((node) => node['Rows Removed by Filter'] ?? 0)),
    buffers: root['Shared Hit Blocks'] + root['Shared Read Blocks'],
  };
}
