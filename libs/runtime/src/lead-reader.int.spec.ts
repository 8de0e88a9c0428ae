import { pause } from '@tasuki/platform';
import { anOrigin, openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { leadReader } from './lead-reader';

describe('a reader of the log that cannot go on', () => {
  let runtime: TestRuntime;
  beforeEach(async () => {
    runtime = await openTestRuntime();
  });
  afterEach(() => runtime.remove());

  const problems = async () => (await runtime.health.report()).problems.map(({ check }) => check);

  it('says so while it is at it, and no longer once another process goes on instead', async () => {
    const command = { type: 'CaptureLead', source: { channel: 'web' }, consents: [] } as const;
    await runtime.leads.capture(command, anOrigin());
    const run = leadReader(runtime, {
      name: 'relay',
      handlePage: () => Promise.reject(new Error('Kafka is out of reach')),
      handleStream: () => Promise.resolve(undefined),
    });
    const lost = new AbortController();
    const running = run(lost.signal);
    for (let look = 0; !(await problems()).includes('relay'); look += 1) {
      if (look > 400) throw new Error('it does not say that it cannot go on');
      await pause(100);
    }
    lost.abort();
    await running;
    expect(await problems()).not.toContain('relay');
  }, 90_000);
});
