import { type PlainCapture } from '@tasuki/lead-service';
import { type SettableClock, settableClock } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';
import { anOrigin, openTestRuntime, type TestRuntime } from '../support/test-runtime';

describe('who is who', () => {
  let runtime: TestRuntime;
  let clock: SettableClock;
  beforeAll(async () => {
    clock = settableClock();
    runtime = await openTestRuntime(clock);
  });
  afterAll(() => runtime.remove());

  const capture = (given: Partial<PlainCapture>, id?: string) =>
    runtime.leads.capture(
      { type: 'CaptureLead', source: {}, consents: [], ...given },
      anOrigin(id),
    );
  const types = async (leadId: string) =>
    (await runtime.leads.history(leadId)).map(({ type }) => type);
  const anEmail = () => `${randomUUID()}@example.com`;
  const inCrm = (id: string) => ({ external: { system: 'crm', id: id.replace('@', '.') } });

  it('a second capture adds to the known lead what is new: external id, form, what differs', async () => {
    const email = anEmail();
    const first = await capture({ person: { email, name: 'Aoi' } });
    const second = await capture({
      source: { form: 'contact', ...inCrm(email) },
      person: { email: ` ${email.toUpperCase()} `, name: '田中 葵' },
    });
    expect(second.leadId).toBe(first.leadId);
    expect(await types(first.leadId)).toEqual([
      'LeadCaptured',
      'LeadProfileChanged',
      'LeadActivityRecorded',
    ]);
    const third = await capture({ source: inCrm(email) });
    expect(third).toMatchObject({ leadId: first.leadId, events: [] });
  });

  it('a capture whose external id and e-mail belong to two leads goes to the external id, and says so', async () => {
    const [email, id] = [anEmail(), randomUUID()];
    const byEmail = await capture({ person: { email } });
    const byId = await capture({ source: inCrm(id), person: { name: 'Ren' } });
    const both = await capture({ source: inCrm(id), person: { email, name: 'Ren' } });
    expect(both.leadId).toBe(byId.leadId);
    expect(both.identityConflict).toEqual({ otherLeadId: byEmail.leadId });
    const conflict = (await runtime.leads.history(byId.leadId)).at(-1)!;
    expect(conflict.data).toMatchObject({ identityConflict: { otherLeadId: byEmail.leadId } });
    expect(conflict.data).not.toHaveProperty('person');
    expect(await runtime.leads.find({ email })).toBe(byEmail.leadId);
  });

  it('an e-mail that another lead bears is refused, with that lead', async () => {
    const email = anEmail();
    const owner = await capture({ person: { email } });
    const other = await capture({ person: { email: anEmail() } });
    const change = { type: 'ChangeProfile', person: { email }, from: 'person' } as const;
    await expect(runtime.leads.execute(other.leadId, change, anOrigin())).rejects.toMatchObject({
      code: 'identity_belongs_to_other_lead',
      details: { leadId: owner.leadId },
    });
  });

  it('an address that was given up can be used by another lead', async () => {
    const [former, present] = [anEmail(), anEmail()];
    const first = await capture({ person: { email: former } });
    const change = { type: 'ChangeProfile', person: { email: present }, from: 'person' } as const;
    await runtime.leads.execute(first.leadId, change, anOrigin());
    expect(await runtime.leads.find({ email: former })).toBeUndefined();
    expect(await runtime.leads.find({ email: present })).toBe(first.leadId);
    clock.advance(61_000);
    const second = await capture({ person: { email: former } });
    expect(second.leadId).not.toBe(first.leadId);
    expect(await runtime.leads.find({ email: former })).toBe(second.leadId);
  });

  it('a lead may take back its own former address at once', async () => {
    const [one, two] = [anEmail(), anEmail()];
    const { leadId } = await capture({ person: { email: one } });
    for (const email of [two, one]) {
      const change = { type: 'ChangeProfile', person: { email }, from: 'person' } as const;
      await runtime.leads.execute(leadId, change, anOrigin());
      expect(await runtime.leads.find({ email })).toBe(leadId);
    }
  });

  it('the same capture again is answered as the first time; another body under its id is refused', async () => {
    const [id, email] = [randomUUID(), anEmail()];
    const given = { source: { form: 'contact' }, person: { email, name: 'Aoi' } };
    const first = await capture(given, id);
    expect(await capture(given, id)).toEqual(first);
    await expect(
      capture({ ...given, person: { email: anEmail(), name: 'Aoi' } }, id),
    ).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    expect(await types(first.leadId)).toEqual(['LeadCaptured']);
  });

  it('an external id that is an address is refused: it would stand in plain text', async () => {
    const source = { external: { system: 'crm', id: anEmail() } };
    await expect(capture({ source })).rejects.toMatchObject({ code: 'external_id_is_address' });
  });

  it('a command for a lead that is not there is refused and leaves nothing behind', async () => {
    const leadId = randomUUID();
    const command = { type: 'RecordActivity', activityType: 'x' } as const;
    await expect(runtime.leads.execute(leadId, command, anOrigin())).rejects.toMatchObject({
      code: 'lead_not_found',
    });
    expect(await runtime.personalData.vault(leadId)).toBeUndefined();
  });
});
