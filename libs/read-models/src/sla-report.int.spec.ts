import { type LeadEvent } from '@tasuki/lead';
import { randomUUID } from 'node:crypto';
import * as told from '../../lead/src/lead.events.spec-support';
import { openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { project } from '../testing/project';
import { type At, writeLeadAt } from '../testing/write-lead';
import { slaLedger } from './sla-ledger';
import { slaReport, UnknownZone } from './sla-report';

const hour = 3_600_000;
const [assigned, first] = [told.assigned, 'firstContact'] as const;

/** A deadline of its own for each lead; `ended` says how many hours on the wall, and of work. */
function story(ended?: { type: 'SlaMet' | 'SlaCancelled'; wall: number; working: number }) {
  const slaId = randomUUID();
  const name = { slaId, sla: first, cycle: 1 } as const;
  const elapsed = {
    wallMs: (ended?.wall ?? 0) * hour,
    pausedMs: 0,
    workingMs: (ended?.working ?? 0) * hour,
  };
  const end: LeadEvent =
    ended?.type === 'SlaCancelled'
      ? { type: 'SlaCancelled', data: { ...name, cause: 'recycled', elapsed } }
      : { type: 'SlaMet', data: { ...name, metBy: randomUUID(), late: false, elapsed } };
  return {
    start: told.slaStarted(first, { slaId }),
    breach: told.slaBreached(first, { slaId }),
    end,
  };
}

const april: At = '2026-04-10T00:00:00.000Z';
/** The last hour of April in UTC is May in Tokyo. */
const may: At = '2026-04-30T16:00:00.000Z';
const after = (at: At, hours: number): At => new Date(Date.parse(at) + hours * hour).toISOString();

describe('the report on deadlines', () => {
  let runtime: TestRuntime;
  beforeAll(async () => {
    runtime = await openTestRuntime();
    const met = (wall: number, working: number) => story({ type: 'SlaMet', wall, working });
    const write = (...events: readonly (readonly [At, LeadEvent])[]) =>
      writeLeadAt(runtime, events);
    const known = (at: At, who?: string) =>
      [
        [at, told.captured()],
        ...(who === undefined ? [] : [[at, assigned({ assignee: who })] as const]),
        [at, told.mql()],
      ] as const;

    for (const hours of [1, 2, 3, 10]) {
      const { start, end } = met(hours, hours / 2);
      await write(...known(april, 'aiko'), [april, start], [after(april, hours), end]);
    }
    const late = met(30, 10);
    await write(
      ...known(april, 'aiko'),
      [april, late.start],
      [after(april, 25), late.breach],
      [after(april, 26), assigned({ assignee: 'ken' })],
      [after(april, 30), late.end],
    );
    const handed = met(4, 4);
    await write(
      ...known(april, 'aiko'),
      [april, handed.start],
      [after(april, 3), assigned({ assignee: 'ken' })],
      [after(april, 4), handed.end],
    );
    const shared = met(32, 11);
    await write(
      [after(april, -2), told.captured()],
      [after(april, -2), assigned({ assignee: 'yui' })],
      [april, told.mql()],
      [april, shared.start],
      [after(april, 2), assigned({ assignee: 'mei' })],
      [after(april, 3), told.putBack({ assignee: 'mei' })],
      [after(april, 4), assigned({ assignee: 'yui' })],
      [after(april, 25), shared.breach],
      [after(april, 26), assigned({ assignee: 'mei' })],
      [after(april, 30), assigned({ assignee: 'yui' })],
      [after(april, 32), shared.end],
      [after(april, 40), assigned({ assignee: 'mei' })],
    );
    const gone = story({ type: 'SlaCancelled', wall: 5, working: 5 });
    await write(...known(may), [may, gone.start], [after(may, 5), gone.end]);
    const lost = story({ type: 'SlaCancelled', wall: 30, working: 9 });
    await write(
      ...known(may),
      [may, lost.start],
      [after(may, 25), lost.breach],
      [after(may, 30), lost.end],
    );
    const open = story();
    await write(...known(may, 'ken'), [may, open.start], [after(may, 25), open.breach]);
    await write(...known(may, 'ken'), [may, story().start]);
    await project(runtime, slaLedger);
  });
  afterAll(() => runtime.remove());

  const rows = (query: { from?: string; to?: string } = {}) =>
    slaReport(runtime.pool, { zone: 'Asia/Tokyo', ...query });
  const row = async (person: string | null, month: string | null) =>
    (await rows()).find((one) => one.person === person && one.month === month);

  it('counts each deadline in exactly one of six ways', async () =>
    expect(await row(null, null)).toMatchObject({
      sla: 'firstContact',
      started: 11,
      running: 1,
      met: 5,
      breached: 1,
      breachedMetLate: 2,
      breachedCancelled: 1,
      cancelled: 1,
    }));

  it('says what it took to meet them, on the wall, in working time, and in the hands of each', async () => {
    expect(await row('aiko', null)).toMatchObject({
      started: 5,
      met: 4,
      breachedMetLate: 1,
      elapsedMs: { p50: 3 * hour, p90: 22 * hour },
      workingMs: { p50: 1.5 * hour, p90: 8 * hour },
      // Of the one that was Ken's in the end the first 26 hours.
      heldMs: { p50: 3 * hour, p90: 19.6 * hour },
    });
    expect(await row('ken', '2026-04')).toMatchObject({
      met: 1,
      elapsedMs: { p50: 4 * hour },
      heldMs: { p50: hour, p90: hour },
    });
  });

  it('gives a breach to whoever had the lead then, whoever came after, with the time that they had it', async () => {
    expect(await row('yui', null)).toMatchObject({
      breachedMetLate: 1,
      elapsedMs: { p50: 32 * hour },
      // From the start to hour 2, from hour 4 to hour 26, and from hour 30 on; before and after is not of it.
      heldMs: { p50: 26 * hour, p90: 26 * hour },
    });
    expect(await row('mei', null)).toBeUndefined();
  });

  it('counts months by the zone, and those that were nobody’s', async () => {
    expect(await row('', '2026-05')).toMatchObject({ cancelled: 1, breachedCancelled: 1 });
    expect(await row(null, '2026-05')).toMatchObject({ started: 4 });
    expect((await rows()).filter(({ month }) => month === '2026-06')).toEqual([]);
  });

  it('refuses a zone that the database does not know', () =>
    expect(slaReport(runtime.pool, { zone: 'Mars/Olympus' })).rejects.toBeInstanceOf(UnknownZone));

  it('looks at the months that are asked for', async () => {
    expect((await rows({ from: '2026-05' }))[0]).toMatchObject({ started: 4 });
    expect((await rows({ to: '2026-04' }))[0]).toMatchObject({ started: 7 });
    expect(await rows({ from: '2026-06' })).toEqual([]);
  });
});
