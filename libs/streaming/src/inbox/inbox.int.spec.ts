import { randomUUID } from 'node:crypto';
import { openTestLog, type TestLog } from '../../testing/lead-consuming';
import { postgresInbox } from './inbox.postgres';

describe('the inbox of a group', () => {
  let log: TestLog;
  beforeAll(async () => {
    log = await openTestLog();
  });
  afterAll(() => log.close());

  it('takes a lead that two batches note at the same time as far as either has come', async () => {
    const inbox = postgresInbox(log.pool, 'noting');
    const [lead, other] = [randomUUID(), randomUUID()];
    await inbox.advance([
      { leadId: lead, version: 3, seen: 3 },
      { leadId: other, version: 1, seen: 4 },
      { leadId: lead, version: 2, seen: 5 },
    ]);
    const known = await inbox.known([lead, other]);
    expect(known.get(lead)).toEqual({ version: 3, isHeld: false });
    expect(known.get(other)).toEqual({ version: 1, isHeld: false });
    const behind = await inbox.claimBehind(0, 10);
    expect(behind).toHaveLength(2);
    expect(behind).toContainEqual({ leadId: lead, version: 3, seen: 5 });
    expect(behind).toContainEqual({ leadId: other, version: 1, seen: 4 });

    await inbox.advance([
      { leadId: lead, version: 1, seen: 1 },
      { leadId: lead, version: 5, seen: 5 },
    ]);
    expect((await inbox.known([lead])).get(lead)).toEqual({ version: 5, isHeld: false });
    expect(await inbox.claimBehind(0, 10)).toEqual([{ leadId: other, version: 1, seen: 4 }]);
  });
});
