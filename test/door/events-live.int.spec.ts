import { leadStream } from '@tasuki/lead';
import { type Role, roles, signToken } from '@tasuki/platform';
import { setTimeout as delay } from 'node:timers/promises';
import { activity, asWritten } from '../../libs/read-models/testing/activities';
import { type Door, openDoor } from '../support/door';
import { isFault } from '../support/fault';
import { FeedClient } from './feed-client';
import { leadIn } from './leads-in-stages';
import { everyMessage } from './told-events';

const [clients, leads] = [20, isFault ? 30 : 10];
const captured = 'com.tasuki.lead.captured.v1';

describe('the feed of events, followed live', () => {
  let door: Door;
  let url: string;
  const opened: FeedClient[] = [];
  beforeAll(async () => {
    door = await openDoor({ projecting: false });
    url = `${(await door.listen()).url}/v1/events/stream`;
    await leadIn(door.runtime, 'won');
  });
  afterEach(() => opened.splice(0).forEach((client) => client.close()));
  afterAll(() => door.remove());

  const told = () => everyMessage(door.runtime, '/tasuki');
  const open = (query: string, token?: string, lastEventId?: string) => {
    const client = new FeedClient(url + query, token, lastEventId);
    opened.push(client);
    return client;
  };
  const follow = (query = '', lastEventId?: string) =>
    open(query, door.token('service'), lastEventId);
  const eventually = async (isSo: () => boolean) => {
    for (const until = Date.now() + 10_000; !isSo(); await delay(10)) {
      if (Date.now() > until) throw new Error('waited in vain');
    }
  };
  const converges = async (client: FeedClient, wanted: readonly object[]) => {
    const until = Date.now() + 10_000;
    while (client.messages().length < wanted.length && Date.now() < until) await delay(10);
    expect(client.messages()).toEqual(wanted);
  };
  const ask = (query: string, role: Role = 'service', init: RequestInit = {}) =>
    fetch(url + query, {
      ...init,
      headers: { authorization: `Bearer ${door.token(role)}`, ...init.headers },
      signal: AbortSignal.timeout(5_000),
    });

  it('sends all that there is, and then what comes, each with its position as its id', async () => {
    const client = follow();
    await converges(client, await told());
    for (let lead = 0; lead < 3; lead += 1) await leadIn(door.runtime, 'sql');
    await converges(client, await told());
    const messages = client.events.filter(({ event }) => event === 'message');
    expect(messages.map(({ id }) => id)).toEqual(messages.map(({ data }) => data.position));
  });

  it('goes on where a client was, by header, which comes first, or by parameter', async () => {
    const all = await told();
    const [third, last] = [all[2]!.position as string, all.at(-1)!.position as string];
    await converges(follow(`?after=${last}`, third), all.slice(3));
    await converges(follow(`?after=${third}`), all.slice(3));
    const ahead = follow(`?after=${last}`);
    const { leadId } = await leadIn(door.runtime, 'nurturing');
    await converges(ahead, (await told()).slice(all.length));
    expect(ahead.messages().map(({ subject }) => subject)).toEqual([leadId, leadId]);
  });

  it('is filtered by type, and says how far it is when nothing else comes', async () => {
    const all = await told();
    const after = all.at(-1)!.position as string;
    const client = follow(`?type=${captured}&type=com.tasuki.lead.deal-won.v1&after=${after}`);
    await leadIn(door.runtime, 'mql');
    await converges(client, (await told()).slice(all.length).filter(isCaptured));
    const never = follow(`?type=com.tasuki.lead.deal-lost.v1`);
    await eventually(() => never.events.length > 0);
    expect(never.events[0]).toEqual({
      event: 'position',
      id: await door.runtime.log.head(),
      data: { position: await door.runtime.log.head() },
    });
    await converges(follow('', never.lastEventId), []);
  });

  it('takes a ticket in the place of a token, once', async () => {
    const issued = await door.as('auditor', { path: '/v1/tickets' });
    const query = `?ticket=${issued.body.ticket as string}`;
    await converges(open(query), await told());
    expect((await fetch(url + query)).status).toBe(401);
  });

  it('ends when the token expires', async () => {
    const token = await signToken(door.key.privateKey, {
      subject: 'crm',
      department: null,
      roles: ['service'],
      issuer: 'tasuki',
      audience: 'tasuki',
      validFor: '2s',
    });
    const client = open('', token);
    await converges(client, await told());
    expect(client.hasEnded).toBe(false);
    await eventually(() => client.hasEnded);
  });

  it('is for services, admins and auditors', async () => {
    for (const role of roles) {
      const { status } = await ask('', role, { method: 'HEAD' });
      const isAllowed = ['service', 'admin', 'auditor'].includes(role);
      expect([role, status]).toEqual([role, isAllowed ? 200 : 403]);
    }
    expect((await fetch(url)).status).toBe(401);
  });

  it('answers HEAD at once as GET would, without events', async () => {
    const answer = await ask('', 'service', { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      '',
    ]);
  });

  it.each([
    ['?after=17', {}, 'after'],
    [`?after=${'9'.repeat(20)}`, {}, 'after'],
    ['?type=LeadCaptured', {}, 'type'],
    ['?leadId=4b825dc6-42cb-5eb9-a060-e54bf8d69288', {}, 'leadId'],
    ['', { 'last-event-id': 'mql_queue_v3.17.1' }, 'Last-Event-ID'],
    ['', { 'last-event-id': '9'.repeat(20) }, 'Last-Event-ID'],
  ])('names what is wrong with %j and %j', async (query, headers, path) => {
    const answer = await ask(query, 'service', { headers });
    expect([answer.status, await answer.json()]).toMatchObject([400, { errors: [{ path }] }]);
  });

  it('takes an empty id for none', async () => {
    await converges(follow('', ''), await told());
  });

  it(`is the same for ${clients} clients that lose their connections: each message once, in order`, async () => {
    const all = Array.from({ length: clients }, () => follow());
    let isBusy = true;
    const dropping = (async () => {
      for (; isBusy; await delay(50)) {
        for (const client of all) if (Math.random() < 0.2) client.drop();
      }
    })();
    for (let step = 0; step < leads; step += 1) await leadIn(door.runtime, 'sql');
    isBusy = false;
    await dropping;
    const wanted = await told();
    for (const client of all) await converges(client, wanted);
  }, 60_000);

  it('says what it cannot tell, and what follows it in its lead; the others go on', async () => {
    const after = await door.runtime.log.head();
    const client = follow(`?after=${after}`);
    const { leadId } = await leadIn(door.runtime, 'nurturing');
    const future = { ...asWritten(activity('guide')), schemaVersion: 9 };
    const late = asWritten(activity('video'));
    await door.runtime.log.append(leadStream(leadId), [future, late], 'exists');
    const other = await leadIn(door.runtime, 'nurturing');
    const ofOther = () => client.messages().filter(({ subject }) => subject === other.leadId);
    await eventually(() => ofOther().length === 2);
    const untold = client.events.filter(({ event }) => event === 'unreadable');
    expect(untold.map(({ data }) => [data.leadId, data.version])).toEqual([
      [leadId, 3],
      [leadId, 4],
    ]);
    expect(untold.map(({ id }) => id)).toEqual(untold.map(({ data }) => data.position));
  });
});

const isCaptured = ({ type }: Readonly<Record<string, unknown>>) => type === captured;
