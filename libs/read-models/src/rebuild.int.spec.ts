import { type SlaPolicyId } from '@tasuki/definition';
import { matches } from '@tasuki/event-store';
import {
  type LeadEvent,
  leadEvents,
  type LeadEventOf,
  leadStream,
  leadStreams,
} from '@tasuki/lead';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import * as lead from '../../lead/src/lead.events.spec-support';
import { asWritten } from '../testing/activities';
import { startProjector, untilLive } from '../testing/projecting';
import { listParked } from './parking.postgres';
import { readModels } from './projections';
import { type ReadModel } from './read-model';
import { listTargets, requestRebuild } from './targets.postgres';

/** A deadline of the lead by its policy, one for each cycle; as its events name it. */
const slaOf = (sla: SlaPolicyId, cycle = 1) => ({ slaId: randomUUID(), sla, cycle });
const first = slaOf('firstContact');
const decision = slaOf('sqlDecision');
const acceptance = slaOf('salesAcceptance');
const again = slaOf('firstContact', 2);
const elapsed = { wallMs: 7_200_000, pausedMs: 3_600_000, workingMs: 3_600_000 };
const metBy = randomUUID();
const later = { warnAt: '2026-05-07T05:00:00.000Z', dueAt: '2026-05-08T09:00:00.000Z' };
const { startedBy: _, ...planned } = (
  lead.slaStarted('sqlDecision', { ...decision, ...later }) as LeadEventOf<'SlaStarted'>
).data;

/** One of each kind, with the fates that a lead can have. */
const story: readonly LeadEvent[] = [
  lead.captured({ person: { name: lead.sealed('name') }, identities: [lead.email('a')] }),
  lead.profileChanged({ company: { name: 'Aozora Foods' }, identitiesSet: [lead.external('1')] }),
  lead.consentChanged(),
  lead.activity({ occurredAt: '2026-04-01T00:00:00+09:00' }),
  lead.retracted(randomUUID()),
  lead.scored(),
  lead.mql(),
  lead.slaStarted('firstContact', first),
  lead.assigned(),
  lead.slaWarned('firstContact', first),
  lead.attempted(),
  lead.putBack(),
  lead.slaBreached('firstContact', first),
  lead.contacted(),
  { type: 'SlaMet', data: { ...first, metBy, late: true, elapsed } },
  lead.slaStarted('sqlDecision', decision),
  lead.slaPaused('sqlDecision', decision),
  {
    type: 'SlaResumed',
    data: { ...decision, by: 'limit', resumedAt: '2026-05-20T09:00:00.000Z', ...later },
  },
  { type: 'SlaReplanned', data: { ...planned, by: 'policy', reason: 'wrong_holidays' } },
  lead.bantAssessed(),
  lead.sql(),
  { type: 'SlaMet', data: { ...decision, metBy, late: false, elapsed } },
  lead.slaStarted('salesAcceptance', acceptance),
  lead.returned(),
  lead.sql(),
  lead.accepted(),
  lead.won(),
  { type: 'CustomerValueRecorded', data: { cycle: 1, asOf: '2026-05-01' } },
  lead.corrected(),
  lead.lost(),
  lead.reopened(2),
  lead.mql(),
  lead.slaStarted('firstContact', again),
  lead.recycled(3),
  { type: 'SlaCancelled', data: { ...again, cause: 'recycled', elapsed } },
  lead.disqualified(),
  { type: 'SalesFeedbackGiven', data: { rating: 4 } },
];

/** The leads of which a read model is told anything: each is one event longer than the one before. */
function leadsFor({ filter }: ReadModel): number {
  const isFor = ({ type }: LeadEvent) => matches(filter, { stream: leadStreams, type });
  const before = story.findIndex(isFor);
  return before < 0 ? 0 : story.length - before;
}

describe('read models built anew', () => {
  let runtime: TestRuntime;
  beforeAll(async () => {
    runtime = await openTestRuntime();
  });
  afterAll(() => runtime.remove());

  it('have the rows that the live ones have, over a log with every event type', async () => {
    const { pool, store } = runtime;
    expect(new Set(story.map(({ type }) => type))).toEqual(new Set(Object.keys(leadEvents)));

    const projecting = startProjector(runtime, readModels, { batchSize: 5 });
    for (let length = 1; length <= story.length; length += 1) {
      const events = story.slice(0, length).map(asWritten);
      await store.append(leadStream(randomUUID()), events, 'none');
    }
    for (const { table } of readModels) await untilLive(runtime, table);
    const live = await everyRow();
    for (const model of readModels) await requestRebuild(pool, model);
    while ((await listTargets(pool)).length > readModels.length) await delay(5);
    await projecting.stop();

    expect(await listParked(pool)).toEqual([]);
    expect(await everyRow()).toEqual(live);
  });

  async function everyRow(): Promise<Record<string, unknown[]>> {
    const tables = readModels.map(async (model) => {
      const { table } = model;
      const { rows } = await runtime.pool.query(`select * from ${table} order by key`);
      expect(rows.length).toBeGreaterThanOrEqual(leadsFor(model));
      return [table, rows] as const;
    });
    return Object.fromEntries(await Promise.all(tables));
  }
});
