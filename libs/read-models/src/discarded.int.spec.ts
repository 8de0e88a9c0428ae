import { openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { listDiscarded } from './index';

describe('what was discarded', () => {
  let runtime: TestRuntime;
  beforeAll(async () => {
    runtime = await openTestRuntime();
    await runtime.pool.query(
      `insert into discarded_events
         (projection, stream, version, event_id, reason, discarded_by, discarded_at)
       select p.*, gen_random_uuid(), 'a broken deploy', 'mika', now() + p.version * interval '1 s'
       from (values ('relay', 'lead-1', 3), ('mql_queue', 'lead-2', 1), ('relay', 'lead-2', 2))
         p (projection, stream, version)`,
    );
  });
  afterAll(() => runtime.remove());

  const versions = async (of?: Parameters<typeof listDiscarded>[1]) =>
    (await listDiscarded(runtime.pool, of)).map(({ version }) => version);

  it('is listed in the order in which it was discarded', async () => {
    expect(await versions()).toEqual([1, 2, 3]);
  });

  it('is listed of one read model, of one stream, or of both', async () => {
    expect(await versions({ projection: 'relay' })).toEqual([2, 3]);
    expect(await versions({ stream: 'lead-2' })).toEqual([1, 2]);
    expect(await versions({ projection: 'relay', stream: 'lead-2' })).toEqual([2]);
    expect(await versions({ projection: 'relay', stream: 'lead-7' })).toEqual([]);
  });
});
