import { leadStream } from '@tasuki/lead';
import { leadDetails, leadTimeline, listParked, tableOf } from '@tasuki/read-models';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { asWritten, captured } from '../../libs/read-models/testing/activities';
import { type Door, openDoor } from '../support/door';
import { expectProblem } from './expect-problem';
import { concerned, parkedLead } from './leads-in-stages';

describe('a lead of which this release cannot read an event', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.remove());

  const get = (path: string) => door.as('auditor', { method: 'GET', path: `/v1/leads${path}` });

  it('takes no command and tells no score: 409, which says that nothing was written', async () => {
    const { leadId, externalId } = await parkedLead(door.runtime);
    const before = await door.runtime.log.head();
    const external = { system: 'crm', id: externalId };
    const marketing = (path: string, body: object) =>
      door.as('marketing', { path: `/v1/leads${path}`, body });
    const answers = [
      await marketing(`/${leadId}/promote`, { reason: 'hand_raiser' }),
      await marketing(`/${leadId}/activities`, { activityType: 'seminar_attended' }),
      await marketing('', { source: { external } }),
      await get(`/${leadId}/score`),
      await get(`?externalSystem=crm&externalId=${externalId}`),
    ];
    for (const answer of answers) {
      expectProblem(answer, 409, 'stream_unreadable');
      expect(answer.body.detail).toContain('nothing was written');
    }
    const whole = { source: { channel: 'web' }, person: { email: `${leadId}@example.com` } };
    const items = [{ source: { external } }, whole].map((one) => ({ key: randomUUID(), ...one }));
    const bulk = await marketing('/bulk', { items });
    expect((bulk.body.results as { status: number }[]).map(({ status }) => status)).toEqual([
      409, 201,
    ]);
    expect((await door.runtime.log.readStream(leadStream(leadId))).length).toBe(3);
    expect(before < (await door.runtime.log.head())).toBe(true);
  });

  it('is answered so also where its only event was left out of a read model', async () => {
    const { pool, log } = door.runtime;
    const leadId = randomUUID();
    const stream = leadStream(leadId);
    await log.append(stream, [{ ...asWritten(captured()), schemaVersion: 9 }], 'none');
    while ((await listParked(pool, { stream })).length < concerned.length) await delay(10);
    for (const model of [leadDetails, leadTimeline]) {
      const path = `/v1/admin/parked/${tableOf(model)}/${stream}/discard`;
      const { status } = await door.as('admin', { path, body: { reason: 'from the future' } });
      expect(status).toBe(200);
    }
    expectProblem(await get(`/${leadId}`), 409, 'stream_unreadable');
    expectProblem(await get(`/${leadId}/timeline`), 409, 'stream_unreadable');

    // A release that can read it: what was left out stays so.
    await pool.query(
      `alter table events disable trigger events_are_append_only;
       update events set schema_version = 1 where stream = '${stream}'`,
    );
    for (const path of [`/${leadId}`, `/${leadId}/timeline`]) {
      const answer = await get(path);
      expectProblem(answer, 409, 'discarded');
      expect(answer.body.details).toEqual({ leadId });
    }
    expect((await get(`/${leadId}/score`)).status).toBe(200);
  });
});
