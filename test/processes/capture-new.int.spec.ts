import { type FirstCommands } from '@tasuki/lead-service';
import { randomUUID } from 'node:crypto';
import { anOrigin, openTestRuntime, type TestRuntime } from '../support/test-runtime';

describe('a lead that nobody knows', () => {
  let runtime: TestRuntime;
  beforeAll(async () => {
    runtime = await openTestRuntime();
  });
  afterAll(() => runtime.remove());

  /** A lead that was won in the past, by an external id of its own. */
  function aStory(id: string = randomUUID(), form = 'contact') {
    const external = { system: 'crm', id };
    const capture = {
      command: {
        type: 'CaptureLead',
        by: 'import',
        source: { external, form },
        person: { name: 'Aoi', email: `${id}@example.com` },
        consents: [],
        occurredAt: '2024-01-01T00:00:00Z',
      },
      origin: anOrigin(randomUUID()),
    } as const;
    const activity = {
      command: {
        type: 'RecordActivity',
        by: 'import',
        activityType: 'seminar_attended',
        occurredAt: '2024-02-01T00:00:00Z',
      },
      origin: anOrigin(randomUUID()),
    } as const;
    const history = {
      command: { type: 'ImportHistory', target: 'won', reachedAt: {} },
      origin: anOrigin(randomUUID()),
    } as const;
    return { external, capture, activity, history, all: [capture, activity, history] as const };
  }

  const types = async (leadId: string) =>
    (await runtime.leads.history(leadId)).map(({ type }) => type);

  async function eventsSince(position: string): Promise<number> {
    let count = 0;
    for await (const page of runtime.store.readAll(position)) count += page.events.length;
    return count;
  }

  it('is written with all that is known of it, sealed', async () => {
    const { external, all } = aStory();
    const receipt = (await runtime.leads.captureNew(all))!;
    expect(await types(receipt.leadId)).toEqual([
      ...['LeadCaptured', 'LeadActivityRecorded', 'LeadMarketingQualified', 'LeadContacted'],
      ...['LeadSalesQualified', 'LeadAcceptedBySales', 'DealWon'],
    ]);
    expect(receipt).toMatchObject({ version: 7, position: await runtime.store.head() });
    expect(await runtime.leads.find({ external })).toBe(receipt.leadId);
    expect(await runtime.leads.find({ email: `${external.id}@example.com` })).toBe(receipt.leadId);
    expect(JSON.stringify(await runtime.leads.history(receipt.leadId))).not.toMatch(/Aoi|@example/);
  });

  it('has commands that can each be repeated by itself, and not with another body', async () => {
    const { capture, history, all } = aStory();
    const { leadId } = (await runtime.leads.captureNew(all))!;
    const head = await runtime.store.head();
    const captured = await runtime.leads.capture(capture.command, capture.origin);
    expect(captured).toMatchObject({ leadId, version: 1, events: [{ type: 'LeadCaptured' }] });
    const won = await runtime.leads.execute(leadId, history.command, history.origin);
    expect(won).toMatchObject({ version: 7, position: head });
    const other = { ...capture.command, source: { ...capture.command.source, form: 'other' } };
    await expect(runtime.leads.capture(other, capture.origin)).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
    expect(await runtime.store.head()).toBe(head);
  });

  it('is new once only', async () => {
    const { all } = aStory();
    await runtime.leads.captureNew(all);
    const head = await runtime.store.head();
    expect(await runtime.leads.captureNew(all)).toBeUndefined();
    expect(await runtime.store.head()).toBe(head);
  });

  it('is not new when one of its identities is known', async () => {
    const { capture, all, external } = aStory();
    const { source: _, ...byEmail } = capture.command;
    await runtime.leads.capture({ ...byEmail, source: {} }, anOrigin());
    const head = await runtime.store.head();
    expect(await runtime.leads.captureNew(all)).toBeUndefined();
    expect(await eventsSince(head)).toBe(0);
    expect(await runtime.leads.find({ external })).toBeUndefined();
  });

  it('leaves nothing behind when one of its commands is refused', async () => {
    const { capture, activity } = aStory();
    const late = { ...activity.command, occurredAt: '2999-01-01T00:00:00Z' };
    const head = await runtime.store.head();
    await expect(
      runtime.leads.captureNew([capture, { ...activity, command: late }]),
    ).rejects.toMatchObject({ code: 'occurred_in_future' });
    expect(await eventsSince(head)).toBe(0);
  });

  it('is written once, whoever else sends the same or knows it by the same e-mail', async () => {
    const id = randomUUID();
    const stories = Array.from({ length: 8 }, (_, n) => aStory(id, `form-${n % 2}`).all);
    const same = [...stories, ...stories];
    const receipts = await Promise.all(same.map((all) => runtime.leads.captureNew(all)));
    const written = receipts.filter((receipt) => receipt !== undefined);
    expect(written).toHaveLength(1);
    expect(await types(written[0]!.leadId)).toHaveLength(7);
    const leadId = await runtime.leads.find({ external: { system: 'crm', id } });
    expect(leadId).toBe(written[0]!.leadId);
  });

  it('can be gone on with one by one by whoever came second', async () => {
    const first: FirstCommands = aStory().all;
    const outcomes = await Promise.all([
      runtime.leads.captureNew(first),
      runtime.leads.captureNew(first),
      runtime.leads.captureNew(first),
    ]);
    const { leadId } = outcomes.find((outcome) => outcome !== undefined)!;
    const receipt = await runtime.leads.capture(first[0].command, first[0].origin);
    expect(receipt.leadId).toBe(leadId);
    expect(await types(leadId)).toHaveLength(7);
  });
});
