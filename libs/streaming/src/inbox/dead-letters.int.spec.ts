import { randomUUID } from 'node:crypto';
import { aGroup } from '../../testing/consuming';
import { openTestLog, type TestLog } from '../../testing/lead-consuming';
import { bury, listDeadLetters } from './dead-letters.postgres';

describe('the dead letter of a lead', () => {
  let log: TestLog;
  beforeAll(async () => {
    log = await openTestLog();
  }, 60_000);
  afterAll(() => log.close());

  it('counts its tries and keeps its place; that of a later version begins anew', async () => {
    const [group, leadId] = [aGroup(), randomUUID()];
    const buryAt = async (version: number, place: string) => {
      const lead = { leadId, version, base: version - 1 };
      await bury(log.pool, group, lead, { place, error: new Error(`no ${place}`) });
      const [letter, ...others] = await listDeadLetters(log.pool, { group });
      expect(others).toEqual([]);
      return letter!;
    };
    const first = await buryAt(2, 'offset 7');
    expect(first).toMatchObject({
      version: 2,
      place: 'offset 7',
      tries: 1,
      reason: 'Error: no offset 7',
    });
    const again = { version: 2, place: 'offset 7', tries: 2, reason: 'Error: no position 9' };
    expect(await buryAt(2, 'position 9')).toEqual({ ...first, ...again });
    const later = await buryAt(5, 'offset 11');
    expect(later).toMatchObject({ version: 5, place: 'offset 11', tries: 1 });
    expect(later.diedAt > first.diedAt).toBe(true);
  });
});
