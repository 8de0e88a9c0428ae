import { type Role } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';
import { type Door, openDoor } from '../support/door';
import { expectProblem } from './expect-problem';
import { recordedNotification } from './recorded-notification';

interface Listed {
  readonly id: string;
  readonly channel: string;
}

describe('notifications at the door', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor({ projecting: false });
  });
  afterAll(() => door.remove());

  const list = async (query = '', role: Role = 'auditor') => {
    const answer = await door.as(role, { method: 'GET', path: `/v1/notifications?${query}` });
    return { ...answer, items: (answer.body.items ?? []) as readonly Listed[] };
  };
  const redeliver = (id: string, role: Role = 'admin') =>
    door.as(role, { method: 'POST', path: `/v1/notifications/${id}/redeliver` });

  it('are listed for every role, the latest first, page by page', async () => {
    const leadId = randomUUID();
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      ids.unshift(await recordedNotification(door.runtime, { leadId }));
    }
    const pages: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await list(`leadId=${leadId}&limit=2${cursor && `&cursor=${cursor}`}`);
      pages.push(...page.items.map(({ id }) => id));
      cursor = page.body.next as string | null;
    }
    expect(pages).toEqual(ids);
    const [first] = (await list(`leadId=${leadId}&limit=1`, 'sales')).items;
    expect(first).toEqual({
      id: ids[0],
      causeId: expect.any(String) as string,
      causeType: 'com.tasuki.lead.captured.v1',
      leadId,
      version: 1,
      rule: 'everything',
      channel: 'crm',
      recipient: { kind: 'channel' },
      state: 'pending',
      attempts: 0,
      reason: null,
      requestedAt: expect.any(String) as string,
      lastAttemptAt: null,
      nextAttemptAt: expect.any(String) as string,
    });
  });

  it('are found by state and channel', async () => {
    const leadId = randomUUID();
    const id = await recordedNotification(door.runtime, { leadId, channel: 'chat' });
    await recordedNotification(door.runtime, { leadId });
    await door.runtime.pool.query(`update notifications set state = 'failed' where id = $1`, [id]);
    for (const query of ['state=failed', 'channel=chat']) {
      const { items } = await list(`leadId=${leadId}&${query}`);
      expect(items.map((one) => one.id)).toEqual([id]);
    }
  });

  it.each([
    ['state=lost', 'state'],
    ['leadId=7', 'leadId'],
    ['limit=0', 'limit'],
    ['colour=red', 'colour'],
  ])('are refused for ?%s, which names the field', async (query, path) => {
    const { status, body } = await list(query);
    expect([status, body.code]).toEqual([400, 'invalid_input']);
    expect(body.errors).toMatchObject([{ path }]);
  });

  it('are not listed by a cursor of another list', async () => {
    const cursor = Buffer.from(JSON.stringify(['mql_queue', 'x', 'y'])).toString('base64url');
    expect((await list(`cursor=${cursor}`)).body.code).toBe('invalid_cursor');
  });

  it('are sent again when an admin says so, and not while they are being sent', async () => {
    const id = await recordedNotification(door.runtime, { leadId: randomUUID() });
    const setState = (state: string) =>
      door.runtime.pool.query('update notifications set state = $2, attempts = 7 where id = $1', [
        id,
        state,
      ]);
    await setState('failed');
    const again = await redeliver(id);
    expect([again.status, again.body.state, again.body.attempts]).toEqual([202, 'pending', 0]);
    await setState('sending');
    expectProblem(await redeliver(id), 409, 'notification_busy');
    expectProblem(await redeliver(randomUUID()), 404, 'notification_not_found');
    expectProblem(await redeliver('7'), 400, 'invalid_input');
    for (const role of ['marketing', 'inside_sales', 'sales', 'service', 'auditor'] as const) {
      expectProblem(await redeliver(id, role), 403, 'forbidden');
    }
  });
});
