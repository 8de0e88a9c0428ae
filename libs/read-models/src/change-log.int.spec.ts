import { setTimeout as delay } from 'node:timers/promises';
import { openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { writeLeads } from '../testing/activities';
import { keep, startProjector, untilLive } from '../testing/projecting';
import { tally } from '../testing/tally';
import {
  type ChangeMark,
  changesSince,
  changeStanding,
  lastChange,
  pruneChanges,
} from './change-log.postgres';
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

  const nothing: ChangeMark = { seq: 0, at: '0' };
  const since = (change: ChangeMark) => changesSince(runtime.pool, 'tally_v1', change);
  const last = () => lastChange(runtime.pool, 'tally_v1');
  const standing = (change: ChangeMark) => changeStanding(runtime.pool, 'tally_v1', change);
  const changed = async () => {
    const [lead] = await writeLeads(runtime.store, [['a']]);
    await keep(runtime, followed());
    return lead!;
  };

  it('notes nothing while a table is built', async () => {
    expect(await last()).toEqual(nothing);
    expect(await since(nothing)).toEqual({ keys: [], last: nothing });
    expect(await standing(nothing)).toBe('known');
  });

  it('notes rows that are seen, each once for whoever asks, and no others', async () => {
    const [seen] = await writeLeads(runtime.store, [['a', 'b'], []]);
    await keep(runtime, followed());
    const changes = (await since(nothing))!;
    expect(changes.keys).toEqual([seen]);
    expect(changes.last).toEqual(await last());
    expect(await since(changes.last)).toEqual({ keys: [], last: changes.last });
  });

  it('notes the checkpoint at which a change was applied', async () => {
    await changed();
    const { rows } = await runtime.pool.query('select position from read_model_changes');
    expect(rows).toEqual([{ position: await runtime.store.head() }]);
  });

  it('sends away whoever comes with a change that was forgotten', async () => {
    await changed();
    const first = await last();
    const second = await changed();
    await pruneChanges(runtime.pool, 60_000);
    expect((await since(nothing))!.keys).toHaveLength(2);
    await pruneChanges(runtime.pool, 0);
    expect(await since(nothing)).toBeUndefined();
    expect([await standing(nothing), await standing(first)]).toEqual(['forgotten', 'forgotten']);
    expect(await since(first)).toEqual({ keys: [second], last: await last() });
  });

  it('never forgets the last one: whoever has it goes on after a quiet night', async () => {
    await changed();
    const before = await last();
    for (let times = 0; times < 2; times += 1) await pruneChanges(runtime.pool, 0);
    expect(await last()).toEqual(before);
    expect(await standing(before)).toBe('known');
    const lead = await changed();
    expect((await since(before))!.keys).toEqual([lead]);
  });

  it('does not know a change of the time that a restored backup has lost', async () => {
    await changed();
    const before = await last();
    expect(await standing({ ...before, seq: before.seq + 1 })).toBe('unknown');
    // The same number again, for something else at another time.
    await runtime.pool.query(`update read_model_changes set at = at + interval '1 microsecond'`);
    expect(await standing(before)).toBe('unknown');
    expect(await standing(await last())).toBe('known');
  });

  it('means nothing any more when the table was built anew', async () => {
    await changed();
    const before = await last();
    const projecting = startProjector(runtime, [followed()]);
    await requestRebuild(runtime.pool, followed());
    while ((await last()).seq === before.seq) await delay(5);
    await untilLive(runtime, 'tally_v1');
    await projecting.stop();
    expect([await since(before), await standing(before)]).toEqual([undefined, 'forgotten']);
    expect(await since(await last())).toBeDefined();
    expect(await standing(await last())).toBe('known');
  });
});
