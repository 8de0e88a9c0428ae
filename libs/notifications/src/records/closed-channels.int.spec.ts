import { openTestRuntime, type TestRuntime } from '../../../../test/support/test-runtime';
import { closeChannel, closedChannels, isClosed } from './closed-channels.postgres';

const hooks = { kind: 'webhook', url: 'https://crm.example.com/hooks' } as const;

describe('a closed channel', () => {
  let runtime: TestRuntime;
  beforeEach(async () => (runtime = await openTestRuntime()));
  afterEach(() => runtime.remove());

  it('stays closed with another secret, and is open again with another address', async () => {
    const { pool } = runtime;
    const closed = { ...hooks, secrets: ['whsec_old'] };
    await closeChannel(pool, 'crm', closed, 'it answered 410');
    expect(await isClosed(pool, 'crm', { ...hooks, secrets: ['whsec_new'] })).toBe(true);
    expect(await closedChannels(pool)).toMatchObject([{ channel: 'crm' }]);
    const elsewhere = { ...closed, url: 'https://crm.example.com/hooks/2' };
    expect(await isClosed(pool, 'crm', elsewhere)).toBe(false);
    expect(await closedChannels(pool)).toEqual([]);
  });
});
