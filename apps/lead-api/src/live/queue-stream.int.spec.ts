import { mqlQueue, pruneChanges, readModel } from '@tasuki/read-models';
import { setTimeout as delay } from 'node:timers/promises';
import { keep } from '../../../../libs/read-models/testing/projecting';
import { LiveClient } from '../../../../test/door/live-client';
import { type Door, openDoor } from '../../../../test/support/door';
import { anOrigin } from '../../../../test/support/test-runtime';

describe('the route of a live queue', () => {
  let door: Door;
  let url: string;
  const opened: LiveClient[] = [];
  /** Of all read models this one alone is there. */
  beforeAll(async () => {
    door = await openDoor({ projecting: false });
    await qualified();
    await project();
    ({ url } = await door.listen());
  });
  afterEach(() => opened.splice(0).forEach((client) => client.close()));
  afterAll(() => door.remove());

  const project = () => keep(door.runtime, readModel(mqlQueue));
  const qualified = async () => {
    const command = { type: 'CaptureLead', source: { channel: 'web' }, consents: [] } as const;
    const { leadId } = await door.runtime.leads.capture(command, anOrigin());
    const promote = { type: 'PromoteLead', reason: 'raised_hand' } as const;
    await door.runtime.leads.execute(leadId, promote, anOrigin());
    return leadId;
  };
  const ask = (queue: string, init: RequestInit = {}) =>
    fetch(`${url}/v1/queues/${queue}`, {
      ...init,
      headers: { authorization: `Bearer ${door.token('sales')}` },
      signal: AbortSignal.timeout(5_000),
    });
  const follow = async (query = '', lastEventId?: string) => {
    const at = `${url}/v1/queues/mql/stream${query}`;
    const client = new LiveClient(at, door.token('sales'), lastEventId);
    opened.push(client);
    for (const until = Date.now() + 5_000; client.lastEventId === lastEventId; await delay(10)) {
      if (Date.now() > until) throw new Error('waited in vain');
    }
    return client;
  };

  it('answers HEAD at once as GET would, without events', async () => {
    const answer = await ask('mql/stream', { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      '',
    ]);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await ask('none/stream', { method: 'HEAD' })).status).toBe(400);
  });

  it('needs the read model of its own queue, and no other', async () => {
    expect((await follow()).isComplete).toBe(true);
    for (const queue of ['is', 'sql', 'untouched']) {
      for (const answer of [await ask(`${queue}/stream`), await ask(queue)]) {
        expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
          503,
          'read_model_rebuilding',
        ]);
      }
    }
    for (const queue of ['constructor', 'toString']) {
      expect((await ask(`${queue}/stream`)).status).toBe(400);
    }
  });

  it('takes an empty id for none', async () => {
    const client = await follow('?lastEventId=');
    expect([client.isComplete, client.resets]).toEqual([true, []]);
    for (const query of [`?lastEventId=${'x'.repeat(101)}`, '?lastEventId=a&lastEventId=b']) {
      expect((await ask(`mql/stream${query}`)).status).toBe(400);
    }
    expect((await ask('mql/stream?ticket=')).status).toBe(401);
  });

  it('goes on after a quiet night, in which all but the last change is forgotten', async () => {
    await qualified();
    await project();
    const { lastEventId } = await follow();
    await pruneChanges(door.runtime.pool, 0);
    const added = await qualified();
    await project();
    const again = await follow('', lastEventId);
    expect([again.resets, [...again.rows.keys()]]).toEqual([[], [added]]);
  });

  it('begins again for who was there in a time that a restored backup has lost', async () => {
    const { lastEventId } = await follow();
    await door.runtime.pool.query(
      `update read_model_changes set at = at - interval '1 microsecond'`,
    );
    const again = await follow('', lastEventId);
    expect([again.resets, again.isComplete]).toEqual([['unknown_id'], true]);
  });
});
