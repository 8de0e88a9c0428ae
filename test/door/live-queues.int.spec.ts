import { type PlainCommand } from '@tasuki/lead-service';
import { type Role, signToken } from '@tasuki/platform';
import { mqlQueue, pruneChanges, readModel, requestRebuild, tableOf } from '@tasuki/read-models';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type Door, openDoor } from '../support/door';
import { anOrigin } from '../support/test-runtime';
import { parseEvents } from './event-source';
import { LiveClient, type LiveRow } from './live-client';

const clients = 200;

describe('a queue that is followed live', () => {
  let door: Door;
  let url: string;
  const opened: LiveClient[] = [];
  beforeAll(async () => {
    door = await openDoor();
    ({ url } = await door.listen());
  });
  afterEach(() => opened.splice(0).forEach((client) => client.close()));
  afterAll(() => door.remove());

  const table = tableOf(mqlQueue);
  const send = (leadId: string, command: PlainCommand) =>
    door.runtime.leads.execute(leadId, command, anOrigin());
  const qualified = async (channel = 'web') => {
    const command = { type: 'CaptureLead', source: { channel }, consents: [] } as const;
    const { leadId } = await door.runtime.leads.capture(command, anOrigin());
    await send(leadId, { type: 'PromoteLead', reason: 'raised_hand' });
    return leadId;
  };
  const contacted = (leadId: string) =>
    send(leadId, { type: 'RecordContact', channel: 'phone', outcome: 'connected' });
  const follow = (query = '', role: Role = 'inside_sales', lastEventId?: string) => {
    const client = new LiveClient(
      `${url}/v1/queues/mql/stream${query}`,
      door.token(role),
      lastEventId,
    );
    opened.push(client);
    return client;
  };
  /** With a token that is good for so long. */
  const followFor = async (validFor: string) => {
    const token = await signToken(door.key.privateKey, {
      subject: 'aiko',
      department: 'inside_sales',
      roles: ['inside_sales'],
      issuer: 'tasuki',
      audience: 'tasuki',
      validFor,
    });
    opened.push(new LiveClient(`${url}/v1/queues/mql/stream`, token));
    return opened.at(-1)!;
  };
  /** Every row of it as its pages show it, in the order of the ids. */
  const queue = async () => {
    const headers = { 'tasuki-after': await door.runtime.store.head() };
    const rows: LiveRow[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const path = `/v1/queues/mql?limit=200${cursor && `&cursor=${cursor}`}`;
      const { body } = await door.as('auditor', { method: 'GET', path, headers });
      rows.push(...(body.items as LiveRow[]));
      cursor = body.next as string | null;
    }
    return timeless(rows);
  };
  const eventually = async (isSo: () => boolean | Promise<boolean>) => {
    for (const until = Date.now() + 10_000; !(await isSo()); await delay(20)) {
      if (Date.now() > until) throw new Error('waited in vain');
    }
  };
  const converges = async (client: LiveClient, wanted: readonly LiveRow[]) => {
    const isSo = () => isDeepStrictEqual(timeless(client.rows.values()), wanted);
    for (const until = Date.now() + 10_000; !isSo() && Date.now() < until;) await delay(20);
    expect(timeless(client.rows.values())).toEqual(wanted);
  };

  it('is sent as it is, and then each row that comes, changes and goes', async () => {
    const first = await qualified();
    await queue();
    const client = follow();
    await eventually(() => client.isComplete);
    expect(client.rows.get(first)).toMatchObject({ deadline: { sla: 'firstContact' } });
    const second = await qualified();
    await eventually(() => client.rows.has(second));
    await send(second, { type: 'AssignLead', assignee: 'ken', department: 'inside_sales' });
    await eventually(() => client.rows.get(second)?.assignee === 'ken');
    await contacted(first);
    await eventually(() => !client.rows.has(first));
    expect(client.rows.get(second)).toMatchObject({ leadId: second, assignee: 'ken' });
    expect(client.resets).toEqual([]);
  });

  it('is filtered: who no longer matches goes', async () => {
    const [mine, other] = [await qualified('fair'), await qualified('web')];
    const client = follow('?channel=fair&whose=mine');
    await eventually(() => client.isComplete);
    for (const leadId of [mine, other]) {
      const to = { assignee: 'a-inside_sales', department: 'inside_sales' } as const;
      await send(leadId, { type: 'AssignLead', ...to });
    }
    await eventually(() => client.rows.has(mine));
    await send(mine, { type: 'AssignLead', assignee: 'ken', department: 'inside_sales' });
    await eventually(() => !client.rows.has(mine));
    expect([...client.rows.keys()]).toEqual([]);
  });

  it('goes on where a client was, by header or by parameter, and sends it nothing else', async () => {
    const before = follow();
    await eventually(() => before.isComplete);
    before.close();
    const added = await qualified();
    await queue();
    for (const again of [
      follow('', 'inside_sales', before.lastEventId),
      follow(`?lastEventId=${before.lastEventId}`),
    ]) {
      await eventually(() => again.rows.size > 0);
      expect([again.isComplete, again.resets, [...again.rows.keys()]]).toEqual([
        false,
        [],
        [added],
      ]);
    }
  });

  it.each([
    'nonsense',
    `${table}.5`,
    `${table}.999999999.1`,
    'mql_queue_v1.5.1',
    'is_queue_v2.1.1',
  ])('begins again for a client whose id is not known: %s', async (id) => {
    const client = follow('', 'inside_sales', id);
    await eventually(() => client.isComplete);
    expect(client.resets).toEqual(['unknown_id']);
  });

  it('begins again for a client that was away for too long', async () => {
    const before = follow();
    await eventually(() => before.isComplete);
    before.close();
    for (let times = 0; times < 2; times += 1) await qualified();
    await queue();
    await pruneChanges(door.runtime.pool, 0);
    const again = follow('', 'inside_sales', before.lastEventId);
    await eventually(() => again.isComplete);
    expect(again.resets).toEqual(['too_old']);
    await converges(again, await queue());
  });

  it('begins again when the table was built anew', async () => {
    const client = follow();
    await eventually(() => client.isComplete);
    await requestRebuild(door.runtime.pool, readModel(mqlQueue));
    await eventually(() => client.resets.length > 0);
    await converges(client, await queue());
  });

  it('takes a ticket in the place of a token, once', async () => {
    const issued = await door.as('sales', { path: '/v1/tickets' });
    expect(issued.status).toBe(201);
    const path = `${url}/v1/queues/mql/stream?ticket=${issued.body.ticket as string}`;
    const client = new LiveClient(path);
    opened.push(client);
    await eventually(() => client.isComplete);
    for (const ticket of [issued.body.ticket as string, 'nonsense', '']) {
      const answer = await fetch(`${url}/v1/queues/mql/stream?ticket=${ticket}`);
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        401,
        'invalid_token',
      ]);
    }
    const elsewhere = await fetch(`${url}/v1/queues/mql?ticket=${issued.body.ticket as string}`);
    expect(elsewhere.status).toBe(401);
  });

  it('stays open for a token that is good for longer than any timer', async () => {
    const client = await followFor('365d');
    await eventually(() => client.isComplete);
    await delay(200);
    expect(client.hasEnded).toBe(false);
  });

  it('ends when the token expires', async () => {
    const client = await followFor('2s');
    await eventually(() => client.isComplete);
    await eventually(() => client.hasEnded);
  });

  it('ends when it cannot be read, and is there again for who comes back', async () => {
    const { pool } = door.runtime;
    await pool.query('alter table read_model_changes rename to elsewhere');
    const client = follow();
    await eventually(() => client.hasEnded);
    await pool.query('alter table elsewhere rename to read_model_changes');
    expect(client.isComplete).toBe(false);
    const again = follow();
    await converges(again, await queue());
  });

  it('names a queue that there is not', async () => {
    const answer = await door.as('sales', { method: 'GET', path: '/v1/queues/none/stream' });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([
      { path: 'queue', message: 'is no queue', allowed: 'mql, is, sql, untouched' },
    ]);
  });

  it(`is the same for ${clients} clients that lose their connections, once it is quiet`, async () => {
    const all = Array.from({ length: clients }, () => follow());
    const leads: string[] = [];
    let busy = true;
    const dropping = (async () => {
      while (busy) {
        for (const client of all) if (Math.random() < 0.1) client.drop();
        await delay(150);
      }
    })();
    for (let step = 0; step < 60; step += 1) {
      const chance = Math.random();
      const some = leads[Math.floor(Math.random() * leads.length)];
      if (some === undefined || chance < 0.5) leads.push(await qualified());
      else if (chance < 0.75) await contacted(some);
      else await send(some, { type: 'AssignLead', assignee: `p${step}`, department: 'sales' });
    }
    busy = false;
    await dropping;
    const wanted = await queue();
    for (const client of all) await converges(client, wanted);
  }, 120_000);
});

/** Rows in the order of their ids, without what depends on when they are asked for. */
function timeless(rows: Iterable<LiveRow>): LiveRow[] {
  const kept = Array.from(rows, (row) => ({
    ...row,
    waitingMs: null,
    deadline: { ...(row.deadline as object | null), remaining: null },
  }));
  return kept.sort((a, b) => a.leadId.localeCompare(b.leadId));
}

it('events are taken apart as they come', () => {
  expect(parseEvents('event: a\nid: 1\ndata: {"x":1}\n\n: beat\n\ndata: {"y"')).toEqual({
    events: [{ event: 'a', id: '1', data: { x: 1 } }],
    rest: 'data: {"y"',
  });
});
