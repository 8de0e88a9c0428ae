import { beginning, readCheckpoint } from '@tasuki/event-store';
import { leadStream } from '@tasuki/lead';
import { openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { writeLeads } from '../testing/activities';
import { readerParking, stuckAt } from './index';

describe('parking for a reader without a table', () => {
  let runtime: TestRuntime;
  beforeEach(async () => {
    runtime = await openTestRuntime();
  });
  afterEach(() => runtime.remove());

  it('passes no page whose parked stream was healed meanwhile: its events were left alone', async () => {
    const { pool, log } = runtime;
    const [leadId] = await writeLeads(runtime.store, [['guide']]);
    const stream = leadStream(leadId!);
    const [event] = await log.readStream(stream);
    const parking = readerParking(pool, 'relay');
    const head = await log.head();
    const stuck = stuckAt(event!, new Error('no\u0000 way'));
    expect([await parking.park(stuck), await parking.park(stuck)]).toEqual([true, false]);
    expect(await parking.retry(stream, async () => undefined)).toBe(true);
    expect(await parking.advance(beginning, head, [stream])).toBe('unparked');
    expect(await readCheckpoint(pool, 'relay')).toBe(beginning);
    await parking.park(stuck);
    expect(await parking.advance(beginning, head, [stream])).toBe('moved');
    expect(await parking.advance(beginning, head, [stream])).toBe('elsewhere');
    expect(await parking.waiting('asked')).toEqual([]);
    expect(await parking.waiting('all')).toEqual([stream]);
  });

  it('tries up to the checkpoint, also where that moved while it tried', async () => {
    const { pool, log } = runtime;
    const [leadId] = await writeLeads(runtime.store, [['guide']]);
    const [event] = await log.readStream(leadStream(leadId!));
    const parking = readerParking(pool, 'relay');
    const head = await log.head();
    await parking.park(stuckAt(event!, new Error('no')));
    const tried: string[][] = [];
    await parking.retry(leadStream(leadId!), async (after, upTo) => {
      if (tried.length === 0) await parking.advance(beginning, head, []);
      tried.push([after, upTo]);
      return undefined;
    });
    expect(tried).toEqual([
      [beginning, beginning],
      [beginning, head],
    ]);
  });
});
