import { leadStream } from '@tasuki/lead';
import {
  leadDetails,
  leadDirectory,
  mqlQueue,
  type ParkedStream,
  readModels,
  tableOf,
} from '@tasuki/read-models';
import { type Role, roles } from '@tasuki/platform';
import { setTimeout as delay } from 'node:timers/promises';
import { type Door, type DoorRequest, openDoor } from '../support/door';
import { expectProblem } from './expect-problem';
import { concerned, leadIn, parkedLead } from './leads-in-stages';

const admin = '/v1/admin';
const [details, directory] = [tableOf(leadDetails), tableOf(leadDirectory)];
const reason = { reason: 'written by a newer version, which was taken back' };

describe('what an operator does about read models', () => {
  let door: Door;
  let stream: string;
  let leadId: string;
  beforeAll(async () => {
    door = await openDoor();
    ({ leadId } = await parkedLead(door.runtime));
    stream = leadStream(leadId);
  });
  afterAll(() => door.remove());

  const list = async () => {
    const { body } = await door.as('auditor', { method: 'GET', path: `${admin}/read-models` });
    return body.items as { target: string; state: string; parked: number }[];
  };
  const parkedIn = async (target: string) => {
    const { body } = await door.as('auditor', { method: 'GET', path: `${admin}/parked` });
    return (body.items as ParkedStream[]).filter((one) => one.target === target);
  };
  const act = (target: string, name: string, body?: object, of = stream) =>
    door.as('admin', { path: `${admin}/parked/${target}/${of}/${name}`, body });

  describe('who may:', () => {
    const requests: readonly (readonly [DoorRequest, readonly Role[]])[] = [
      [{ method: 'GET', path: `${admin}/read-models` }, ['admin', 'auditor']],
      [{ method: 'GET', path: `${admin}/parked` }, ['admin', 'auditor']],
      [{ method: 'GET', path: `${admin}/discarded-events` }, ['admin', 'auditor']],
      [{ path: `${admin}/read-models/nothing/rebuild`, body: {} }, ['admin']],
      [{ path: `${admin}/parked/nothing/lead-1/retry` }, ['admin']],
      [{ path: `${admin}/parked/nothing/lead-1/discard`, body: reason }, ['admin']],
    ];

    it.each(requests)('%j is for %j', async (request, allowed) => {
      for (const role of roles) {
        const { status } = await door.as(role, request);
        expect([role, status !== 403]).toEqual([role, allowed.includes(role)]);
      }
      expectProblem(await door.send(request), 401, 'invalid_token');
    });
  });

  it('lists every read model: where it is, and what it cannot apply', async () => {
    const head = await door.runtime.store.head();
    const items = await list();
    expect(items.map(({ target }) => target).sort()).toEqual(
      readModels.map(({ table }) => table).sort(),
    );
    for (const item of items) {
      expect(item).toMatchObject({ state: 'live', blocked: null, position: head, head });
    }
    const parked = items.flatMap((item) => (item.parked === 1 ? item.target : []));
    expect(parked.sort()).toEqual(concerned.map(({ table }) => table).sort());
    expect(await parkedIn(tableOf(mqlQueue))).toMatchObject([
      { stream, version: 3, eventType: 'LeadActivityRecorded', tries: 1 },
    ]);
  });

  it('builds a read model again beside the present one, which goes on answering', async () => {
    const former = await builtAt(directory);
    const rebuild = () => door.as('admin', { path: `${admin}/read-models/lead_directory/rebuild` });
    const asked = await rebuild();
    expect(asked.status).toBe(202);
    expect((asked.body.items as { target: string }[]).map(({ target }) => target)).toContain(
      `${directory}_rebuild`,
    );
    expect((await rebuild()).status).toBe(202);
    expect((await door.as('auditor', { method: 'GET', path: '/v1/directory' })).status).toBe(200);
    while ((await list()).length > readModels.length) await delay(20);
    expect(await builtAt(directory)).not.toEqual(former);
    const wrong = await door.as('admin', { path: `${admin}/read-models/nothing/rebuild` });
    expectProblem(wrong, 404, 'read_model_not_found');
  });

  it('tries again what is parked: still so as long as its cause is there', async () => {
    const { status, body } = await act(details, 'retry');
    expect([status, body]).toMatchObject([200, { applied: 0, parked: { stream, tries: 2 } }]);
  });

  it('discards with a reason alone; then the lead is shown, and what follows is applied', async () => {
    for (const body of [undefined, {}, { reason: '' }, { reason: ' ' }, { reason: 7 }]) {
      const answer = await act(details, 'discard', body);
      expectProblem(answer, 400, 'invalid_input');
      expect(answer.body.errors).toMatchObject([{ path: 'reason' }]);
    }
    const discarded = await act(details, 'discard', reason);
    expect([discarded.status, discarded.body]).toEqual([200, { applied: 0 }]);
    const path = `${admin}/discarded-events`;
    const { body } = await door.as('auditor', { method: 'GET', path });
    const [, , event] = await door.runtime.log.readStream(stream);
    expect(body.items).toEqual([
      {
        projection: 'lead_details',
        stream,
        version: 3,
        eventId: event!.id,
        ...reason,
        discardedBy: 'a-admin',
        discardedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      },
    ]);
    expect(await parkedIn(details)).toEqual([]);
    const lead = await door.as('auditor', { method: 'GET', path: `/v1/leads/${leadId}` });
    expect([lead.status, lead.body.version]).toEqual([200, 2]);
  });

  it('cannot retry or discard what is not parked', async () => {
    const whole = leadStream((await leadIn(door.runtime, 'mql')).leadId);
    for (const [target, of] of [
      [details, stream],
      [details, whole],
      ['nothing', stream],
      ['parked_streams', stream],
    ] as const) {
      expectProblem(await act(target, 'retry', undefined, of), 404, 'not_parked');
      expectProblem(await act(target, 'discard', reason, of), 404, 'not_parked');
    }
  });

  async function builtAt(target: string): Promise<unknown> {
    const { rows } = await door.runtime.pool.query<{ live_at: unknown }>(
      'select live_at from read_model_targets where target = $1',
      [target],
    );
    return rows[0]!.live_at;
  }
});
