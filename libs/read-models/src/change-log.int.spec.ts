import { setTimeout as delay } from 'node:timers/promises';
import { openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { writeLeads } from '../testing/activities';
import { keep, startProjector, untilLive } from '../testing/projecting';
import { tally } from '../testing/tally';
import { changesSince, lastChange, pruneChanges } from './change-log.postgres';
import { type ReadModel } from './read-model';
import { requestRebuild } from './targets.postgres';

/** Seen are the leads with activities. */
const followed = (): ReadModel => tally({ isSeen: ({ activities }) => activities > 0 });

describe('the change log of a read model', () => {
  let runtime: TestRuntime;
  beforeEach(async () => {
    runtime = await openTestRuntime();
    await writeLeads(runtime.store, [['before']]);
    await keep(runtime, followed());
  });
  afterEach(() => runtime.remove());

  const since = (change: number) => changesSince(runtime.pool, 'tally_v1', change);
  const last = () => lastChange(runtime.pool, 'tally_v1');

  it('notes nothing while a table is built', async () => {
    expect(await last()).toBe(0);
    expect(await since(0)).toEqual({ keys: [], last: 0 });
  });

  it('notes rows that are seen, each once for whoever asks, and no others', async () => {
    const [seen] = await writeLeads(runtime.store, [['a', 'b'], []]);
    await keep(runtime, followed());
    const changes = (await since(0))!;
    expect(changes.keys).toEqual([seen]);
    expect(changes.last).toBe(await last());
    expect(await since(changes.last)).toEqual({ keys: [], last: changes.last });
  });

  it('notes the checkpoint at which a change was applied', async () => {
    await writeLeads(runtime.store, [['a']]);
    await keep(runtime, followed());
    const { rows } = await runtime.pool.query('select position from read_model_changes');
    expect(rows).toEqual([{ position: await runtime.store.head() }]);
  });

  it('sends away whoever comes with a change that was forgotten', async () => {
    await writeLeads(runtime.store, [['a']]);
    await keep(runtime, followed());
    const before = await last();
    await pruneChanges(runtime.pool, 60_000);
    expect(await since(0)).toBeDefined();
    await pruneChanges(runtime.pool, 0);
    expect(await since(before - 1)).toBeUndefined();
    expect(await since(before)).toEqual({ keys: [], last: before });
    expect(await last()).toBe(before);
  });

  it('means nothing any more when the table was built anew', async () => {
    await writeLeads(runtime.store, [['a']]);
    await keep(runtime, followed());
    const before = await last();
    const projecting = startProjector(runtime, [followed()]);
    await requestRebuild(runtime.pool, followed());
    while ((await last()) === before) await delay(5);
    await untilLive(runtime, 'tally_v1');
    await projecting.stop();
    expect(await since(before)).toBeUndefined();
    expect(await since(await last())).toBeDefined();
  });
});
