import {
  beginning,
  type EventStore,
  type Page,
  type Position,
  readCheckpoint,
} from '@tasuki/event-store';
import { silentLogger } from '@tasuki/platform';
import { registry } from '@tasuki/runtime';
import fc from 'fast-check';
import { setTimeout as delay } from 'node:timers/promises';
import { anOrigin, openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { content } from '../../calendar/src/calendar.spec-support';
import { dyingPool } from '../testing/dying-pool';
import { expectEqualsFold } from '../testing/equals-fold';
import { calendars } from './calendars';
import { isQueue } from './is-queue';
import { leadDetails } from './lead-details';
import { leadDirectory } from './lead-directory';
import { leadTimeline } from './lead-timeline';
import { mqlQueue } from './mql-queue';
import { listParked } from './parking.postgres';
import { followLog } from './passes';
import { type Projection, tableOf } from './projection';
import { readModel } from './read-model';
import { slaLedger } from './sla-ledger';
import { slaTimers } from './sla-timers';
import { unassigned } from './unassigned';
import { sqlQueue } from './sql-queue';
import { untouchedQueue } from './untouched-queue';

function behavesAsProjection<D>(projection: Projection<D>): void {
  describe(`the projection ${projection.name}`, () => {
    let runtime: TestRuntime;
    beforeAll(async () => {
      runtime = await openTestRuntime();
      await Promise.all([writeHistory(runtime), writeCalendars(runtime)]);
    }, 60_000);
    afterAll(() => runtime.remove());
    beforeEach(async () => {
      const { pool } = runtime;
      await pool.query(`drop table if exists ${tableOf(projection)}`);
      await pool.query('delete from checkpoints; delete from parked_streams');
    });

    const table = tableOf(projection);
    const position = () => readCheckpoint(runtime.pool, table);
    const equalsFold = (upTo: Position) => expectEqualsFold(runtime, projection, upTo);

    /** Follows the log to its head, and stops. */
    async function follow(options: { log?: EventStore; pool?: TestRuntime['pool']; by?: number }) {
      const { pool = runtime.pool, log = runtime.log, by = 1000 } = options;
      const stop = new AbortController();
      const task = { readModel: readModel(projection), table };
      const parts = { pool, log, registry, logger: silentLogger, batchSize: by };
      const following = followLog(parts, [task], stop.signal, () => undefined);
      const head = await runtime.log.head();
      const arrived = async () => {
        while ((await position()) < head && !stop.signal.aborted) await delay(5);
      };
      await Promise.race([arrived(), following]).finally(() => stop.abort());
      await following;
    }

    it('equals the fold of the log at every checkpoint', async () => {
      const { log } = runtime;
      const checks: Promise<unknown>[] = [];
      let handled: Position | undefined;
      const watched: EventStore = {
        ...log,
        async *subscribe(...args) {
          for await (const page of log.subscribe(...args)) {
            if (handled !== undefined) checks.push(equalsFold(handled));
            await checks.at(-1);
            handled = page.position;
            yield page;
          }
        },
      };
      await follow({ log: watched, by: 17 });
      await Promise.all(checks);
      expect(checks.length).toBeGreaterThan(10);
      await equalsFold(await log.head());
    });

    it('is applied once by two processes at once', async () => {
      await Promise.all([follow({ by: 5 }), follow({ by: 7 })]);
      await equalsFold(await runtime.log.head());
    });

    it('loses and repeats nothing when it dies between any two statements', async () => {
      let survived = false;
      for (let statement = 1; !survived; statement += 1) {
        const dying = dyingPool(runtime.pool, statement);
        survived = await follow({ pool: dying, by: 100 }).then(
          () => true,
          () => false,
        );
        const at = await position();
        if (at > beginning) await equalsFold(at);
      }
      await equalsFold(await runtime.log.head());
    }, 60_000);

    it('parks the streams that have a gap, and says why', async () => {
      const { log, pool } = runtime;
      const gappy: EventStore = {
        ...log,
        async *subscribe(...args) {
          for await (const page of log.subscribe(...args)) yield withoutVersion(page, 2);
        },
      };
      await follow({ log: gappy });
      const parked = await listParked(pool);
      const isDense = projection.filter.types === undefined;
      if (projection.documents === 'per_stream' && isDense) {
        expect(parked.length).toBeGreaterThan(1);
        expect(parked[0]!.reason).toMatch(/continues with version 3, expected 2/);
      } else {
        expect(parked).toEqual([]);
      }
    });
  });
}

behavesAsProjection(leadDetails);
behavesAsProjection(leadTimeline);
behavesAsProjection(leadDirectory);
behavesAsProjection(mqlQueue);
behavesAsProjection(isQueue);
behavesAsProjection(sqlQueue);
behavesAsProjection(untouchedQueue);
behavesAsProjection(unassigned);
behavesAsProjection(slaTimers);
behavesAsProjection(slaLedger);
behavesAsProjection(calendars);

function withoutVersion(page: Page, version: number): Page {
  return { ...page, events: page.events.filter((event) => event.version !== version) };
}

/** Calendars that are changed again and again. */
async function writeCalendars({ calendarService }: TestRuntime): Promise<void> {
  const changes = Array.from({ length: 240 }, (_, index) => ({
    id: `calendar-${index % 12}`,
    said: content({ horizon: `${2100 + index}-12-31` }),
  }));
  await Promise.all(changes.map(({ id, said }) => calendarService.change(id, said, anOrigin())));
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
