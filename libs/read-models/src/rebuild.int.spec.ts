import { leadEvents, leadStream } from '@tasuki/lead';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import * as lead from '../../lead/src/lead.events.spec-support';
import { asWritten } from '../testing/activities';
import { startProjector, untilLive } from '../testing/projecting';
import { listParked } from './parking.postgres';
import { readModels } from './projections';
import { listTargets, requestRebuild } from './targets.postgres';

/** One of each kind, with the fates that a lead can have. */
const story = [
  lead.captured({ person: { name: lead.sealed('name') }, identities: [lead.email('a')] }),
  lead.profileChanged({ company: { name: 'Aozora Foods' }, identitiesSet: [lead.external('1')] }),
  lead.consentChanged(),
  lead.activity({ occurredAt: '2026-04-01T00:00:00+09:00' }),
  lead.retracted(randomUUID()),
  lead.scored(),
  lead.mql(),
  lead.assigned(),
  lead.attempted(),
  lead.contacted(),
  lead.bantAssessed(),
  lead.sql(),
  lead.returned(),
  lead.sql(),
  lead.accepted(),
  lead.won(),
  { type: 'CustomerValueRecorded', data: { cycle: 1, asOf: '2026-05-01' } },
  lead.corrected(),
  lead.lost(),
  lead.reopened(2),
  lead.mql(),
  lead.recycled(3),
  lead.disqualified(),
  { type: 'SalesFeedbackGiven', data: { rating: 4 } },
] as const;

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
    const tables = readModels.map(async ({ table }) => {
      const { rows } = await runtime.pool.query(`select * from ${table} order by key`);
      expect(rows.length).toBeGreaterThanOrEqual(story.length);
      return [table, rows] as const;
    });
    return Object.fromEntries(await Promise.all(tables));
  }
});
