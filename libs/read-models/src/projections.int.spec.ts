import { isOffsetInstant } from '@tasuki/domain';
import { type EventStore, type Page, type Position } from '@tasuki/event-store';
import { silentLogger } from '@tasuki/platform';
import fc from 'fast-check';
import { setTimeout as delay } from 'node:timers/promises';
import { anOrigin, openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { leadDetails } from './lead-details';
import { leadTimeline } from './lead-timeline';
import { mqlQueue } from './mql-queue';
import { type Projection, tableOf } from './projection';
import { projectionRunner, type ProjectionRunner } from './projection-runner';

function behavesAsProjection<D>(projection: Projection<D>): void {
  describe(`the projection ${projection.name}`, () => {
    let runtime: TestRuntime;
    beforeAll(async () => {
      runtime = await openTestRuntime();
      await writeHistory(runtime);
    }, 60_000);
    afterAll(() => runtime.remove());
    beforeEach(async () => {
      const { pool } = runtime;
      await pool.query(`drop table if exists ${tableOf(projection)}`);
      await pool.query('delete from checkpoints');
    });

    const runner = (store: EventStore, batchSize = 1000) => {
      const { pool } = runtime;
      return projectionRunner(projection, { pool, store, logger: silentLogger, batchSize });
    };

    it('equals the fold of the log at every checkpoint', async () => {
      const { store } = runtime;
      const stop = new AbortController();
      const checks: Promise<void>[] = [];
      const batchSize = 17;
      let handled: Position | undefined;
      const watched: EventStore = {
        ...store,
        async *subscribe(after, filter, options) {
          for await (const page of store.subscribe(after, filter, { ...options, batchSize })) {
            if (handled !== undefined) checks.push(equalsFold(handled));
            await checks.at(-1);
            handled = page.position;
            yield page;
          }
        },
      };
      const projector = runner(watched, batchSize);
      const running = projector.run(stop.signal);
      await untilAt(projector, await store.head());
      stop.abort();
      await running;
      await Promise.all(checks);
      expect(checks.length).toBeGreaterThan(10);
      await equalsFold(await store.head());
    });

    it('is applied once by two runners at once', async () => {
      const { store } = runtime;
      const stop = new AbortController();
      const both = [runner(store, 5), runner(store, 7)];
      const running = both.map((each) => each.run(stop.signal));
      await untilAt(both[0]!, await store.head());
      stop.abort();
      await Promise.all(running);
      await equalsFold(await store.head());
    });

    it('loses and repeats nothing when it dies between any two statements', async () => {
      const { store, pool } = runtime;
      let survived = false;
      for (let statement = 1; !survived; statement += 1) {
        const stop = new AbortController();
        const dying = dyingPool(runtime, statement);
        void dying.died.then(() => stop.abort());
        const projector = projectionRunner(projection, {
          pool: dying.pool,
          store,
          logger: silentLogger,
          batchSize: 100,
        });
        const running = projector.run(stop.signal);
        await Promise.race([untilAt(projector, await store.head()), dying.died]);
        stop.abort();
        await running;
        survived = !dying.isDead();
        const { rows } = await pool.query<{ position: Position }>(
          'select position from checkpoints',
        );
        if (rows[0]) await equalsFold(rows[0].position);
      }
      await equalsFold(await store.head());
    }, 60_000);

    it('stands still, and says why, when a stream has a gap', async () => {
      const { store } = runtime;
      const stop = new AbortController();
      const gappy: EventStore = {
        ...store,
        async *subscribe(...args) {
          for await (const page of store.subscribe(...args)) yield withoutVersion(page, 2);
        },
      };
      const projector = runner(gappy);
      const running = projector.run(stop.signal);
      if (projection.documents === 'per_stream') {
        while (projector.failure === undefined) await delay(5);
        expect(projector.failure.message).toMatch(/continues with version 3, expected 2/);
      } else {
        await untilAt(projector, await store.head());
      }
      stop.abort();
      await running;
    });

    async function equalsFold(upTo: Position): Promise<void> {
      const { pool, store } = runtime;
      const { rows } = await pool.query<{ key: string; document: D } & Columns>(
        `select * from ${tableOf(projection)} order by key`,
      );
      const folded = await foldOf(store, upTo);
      expect(rows.map(({ key }) => key)).toEqual([...folded.keys()].sort());
      for (const row of rows) {
        expect(row.document).toEqual(plain(folded.get(row.key)));
        for (const [column, { value }] of Object.entries(projection.columns)) {
          expect([column, plain(row[column])]).toEqual([column, inColumn(value(row.document))]);
        }
      }
    }

    async function foldOf(store: EventStore, upTo: Position): Promise<Map<string, D>> {
      const documents = new Map<string, D>();
      for await (const { events } of store.readAll('0'.repeat(20), projection.filter)) {
        for (const event of events.filter(({ position }) => position <= upTo)) {
          const key = projection.key(event);
          documents.set(key, projection.evolve(documents.get(key), event));
        }
      }
      return documents;
    }
  });
}

behavesAsProjection(leadDetails);
behavesAsProjection(leadTimeline);
behavesAsProjection(mqlQueue);

type Columns = Readonly<Record<string, unknown>>;

/** What comes back from a column: instants without what the database does not keep. */
const inColumn = (value: unknown): unknown =>
  typeof value === 'string' && isOffsetInstant(value) ? new Date(value).toISOString() : value;

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

async function untilAt(projector: ProjectionRunner, wanted: Position): Promise<void> {
  while ((await projector.position()) < wanted) await delay(5);
}

function withoutVersion(page: Page, version: number): Page {
  return { ...page, events: page.events.filter((event) => event.version !== version) };
}

/** A pool that ends for good at its n-th statement, as if the process had been killed. */
function dyingPool({ pool }: TestRuntime, at: number) {
  let statements = 0;
  let dead = false;
  let die: () => void = () => undefined;
  const died = new Promise<void>((resolve) => (die = resolve));
  const step = () => {
    statements += 1;
    if (statements >= at && !dead) {
      dead = true;
      die();
    }
    if (dead) throw new Error('the process is gone');
  };
  const dying = Object.assign(Object.create(pool) as typeof pool, {
    query: async (...args: Parameters<typeof pool.query>) => {
      step();
      return pool.query(...args);
    },
    connect: async () => {
      const client = await pool.connect();
      return {
        query: async (...args: Parameters<typeof client.query>) => {
          step();
          return client.query(...args);
        },
        release: (failed?: boolean) => client.release(failed),
      };
    },
  });
  return { pool: dying, died, isDead: () => dead };
}

/** Leads of every fate, written by real commands in a random but repeatable order. */
async function writeHistory({ leads }: TestRuntime): Promise<void> {
  const note = 'a note';
  const commands = [
    { type: 'RecordActivity', activityType: 'seminar_attended', asset: 's', note },
    { type: 'ChangeProfile', person: { name: 'Ren', phone: null }, from: 'person' },
    { type: 'ChangeProfile', company: { name: 'Aozora', industry: 'food' }, from: 'enrichment' },
    { type: 'ChangeConsent', purpose: 'newsletter', given: true },
    { type: 'AssignLead', assignee: 'ren', department: 'sales' },
    { type: 'PromoteLead', reason: 'hand_raiser' },
    { type: 'RecordContact', channel: 'phone', outcome: 'connected', note },
    {
      type: 'AssessBant',
      budget: { verdict: 'met' },
      authority: { verdict: 'met' },
      need: { verdict: 'met' },
      timing: { verdict: 'met' },
    },
    { type: 'QualifyLead' },
    { type: 'AcceptLead', owner: 'ren' },
    { type: 'ReturnLead', reason: 'not_ready' },
    { type: 'RecycleLead', reason: 'later' },
    { type: 'DisqualifyLead', reason: 'spam' },
    { type: 'ReopenLead', reason: 'again' },
    { type: 'WinDeal', value: { amount: '1000', currency: 'JPY' } },
    { type: 'LoseDeal', reason: 'price' },
    { type: 'CorrectOutcome', reason: 'typo' },
    { type: 'RecordCustomerValue', asOf: '2026-05-01' },
    { type: 'GiveFeedback', rating: 3, note },
  ] as const;
  const order = fc.sample(fc.integer({ min: 0, max: commands.length - 1 }), {
    numRuns: 600,
    seed: 7,
  });
  const known = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      leads.capture(
        {
          type: 'CaptureLead',
          source: { channel: 'web', external: { system: 'crm', id: `${index}` } },
          person: { name: 'Aoi', email: `lead${index}@example.com` },
          consents: [],
          ...(index % 3 === 0 && { by: 'import' as const }),
        },
        anOrigin(),
      ),
    ),
  );
  await Promise.all(
    order.map(async (choice, index) => {
      const { leadId } = known[index % known.length]!;
      const sent = leads.execute(leadId, commands[choice]!, anOrigin());
      await sent.catch((error: { code?: string }) => {
        const expected = ['not_allowed_in_stage', 'sql_criteria_not_met'];
        if (!expected.includes(error.code ?? '')) throw error;
      });
    }),
  );
}
