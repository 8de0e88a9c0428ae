import { settableClock } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';
import { type Door, openDoor } from '../support/door';

describe('a command that is repeated with its Idempotency-Key', () => {
  const clock = settableClock();
  let door: Door;
  beforeAll(async () => {
    door = await openDoor({ clock });
  });
  afterAll(() => door.remove());

  const anEmail = () => `${randomUUID()}@example.com`;
  const headers = () => ({ 'idempotency-key': randomUUID() });
  const capture = (body: object, more = {}) =>
    door.as('marketing', { path: '/v1/leads', body, headers: more });
  const captured = async (person: object) =>
    String((await capture({ source: { channel: 'web' }, person })).body.leadId);
  const changeEmail = (leadId: string, email: string, more = {}) =>
    door.as('marketing', {
      method: 'PATCH',
      path: `/v1/leads/${leadId}/profile`,
      body: { person: { email } },
      headers: more,
    });
  const inCrm = () => ({ form: 'contact', external: { system: 'crm', id: randomUUID() } });

  it('tells of the conflict of the first time, also when there is none any more', async () => {
    const [email, source, key] = [anEmail(), inCrm(), headers()];
    await capture({ source });
    const holder = await captured({ email });
    const first = await capture({ source, person: { email } }, key);
    expect(first.body.identityConflict).toEqual({ otherLeadId: holder });

    await changeEmail(holder, anEmail());
    clock.advance(61_000);
    const before = await door.runtime.store.head();
    const second = await capture({ source, person: { email } }, key);
    expect([second.status, second.body]).toEqual([first.status, first.body]);
    expect(await door.runtime.store.head()).toBe(before);
    expect(await door.runtime.leads.find({ email })).toBeUndefined();
  });

  it('tells of none where there was none, though there is one today', async () => {
    const [email, source, key] = [anEmail(), inCrm(), headers()];
    const first = await capture({ source, person: { email } }, key);
    expect(first.body).not.toHaveProperty('identityConflict');
    await changeEmail(String(first.body.leadId), anEmail());
    clock.advance(61_000);
    await captured({ email });
    const second = await capture({ source, person: { email } }, key);
    expect([second.status, second.body]).toEqual([first.status, first.body]);
  });

  it('goes to the lead that it went to, whosever the e-mail is by now', async () => {
    const [email, source, key] = [anEmail(), inCrm(), headers()];
    const leadId = await captured({ email });
    const first = await capture({ source, person: { email } }, key);
    await changeEmail(leadId, anEmail());
    clock.advance(61_000);
    await captured({ email });
    const second = await capture({ source, person: { email } }, key);
    expect([second.status, second.body]).toEqual([200, first.body]);
  });

  it('changes no e-mail again that another lead has by now', async () => {
    const [email, key] = [anEmail(), headers()];
    const leadId = await captured({ email: anEmail() });
    const first = await changeEmail(leadId, email, key);
    await changeEmail(leadId, anEmail());
    clock.advance(61_000);
    const other = await captured({ email });
    const second = await changeEmail(leadId, email, key);
    expect([second.status, second.body]).toEqual([200, first.body]);
    expect(await door.runtime.leads.find({ email })).toBe(other);
  });
});
