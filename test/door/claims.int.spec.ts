import { type Door, openDoor } from '../support/door';
import { anOrigin } from '../support/test-runtime';
import { expectProblem } from './expect-problem';

describe('a lead that people take', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.remove());

  const qualified = async () => {
    const { leads } = door.runtime;
    const capture = { type: 'CaptureLead', source: {}, consents: [] } as const;
    const { leadId } = await leads.capture(capture, anOrigin());
    await leads.execute(leadId, { type: 'PromoteLead', reason: 'raised_hand' }, anOrigin());
    return leadId;
  };
  const claim = (role: 'inside_sales' | 'sales' | 'admin', leadId: string) =>
    door.as(role, { path: `/v1/leads/${leadId}/claim` });
  it('can be claimed by sales once inside sales has handed it over', async () => {
    const leadId = await qualified();
    await claim('inside_sales', leadId);
    const { leads } = door.runtime;
    const contact = { type: 'RecordContact', channel: 'phone', outcome: 'connected' } as const;
    await leads.execute(leadId, contact, anOrigin());
    const override = { reason: 'known_customer' };
    await leads.execute(leadId, { type: 'QualifyLead', override }, anOrigin());
    expect((await read(leadId)).assignee).toBeNull();
    expect((await claim('sales', leadId)).status).toBe(200);
    const { assignee, slas } = await read(leadId);
    expect(assignee).toEqual({ assignee: 'a-sales', department: 'sales' });
    expect(slas).toMatchObject([
      { sla: 'firstContact', state: 'met' },
      { sla: 'sqlDecision', state: 'met' },
      { sla: 'salesAcceptance', state: 'running' },
    ]);
  });

  const read = async (leadId: string) => {
    const headers = { 'tasuki-after': await door.runtime.store.head() };
    return (await door.as('auditor', { method: 'GET', path: `/v1/leads/${leadId}`, headers })).body;
  };

  it('is had by one of two who claim it at once; the other learns who', async () => {
    for (let round = 0; round < 10; round += 1) {
      const leadId = await qualified();
      const answers = await Promise.all([claim('inside_sales', leadId), claim('sales', leadId)]);
      const winner = answers[0].status === 200 ? 'inside_sales' : 'sales';
      const [won, lost] = winner === 'inside_sales' ? answers : answers.toReversed();
      expect(won!.status).toBe(200);
      expectProblem(lost!, 409, 'already_assigned');
      expect(lost!.body.details).toEqual({ assignee: `a-${winner}`, department: winner });
      expect((await read(leadId)).assignee).toEqual({
        assignee: `a-${winner}`,
        department: winner,
      });
    }
  });

  it('is put back, and can be claimed by another; its deadline does not move', async () => {
    const leadId = await qualified();
    await claim('inside_sales', leadId);
    const [before] = (await read(leadId)).slas as readonly { dueAt: string }[];
    const body = { reason: 'on_holiday', note: 'until Monday' };
    const path = `/v1/leads/${leadId}/put-back`;
    expect((await door.as('inside_sales', { path, body })).status).toBe(200);
    expect((await read(leadId)).assignee).toBeNull();
    expect((await door.as('inside_sales', { path, body })).body.events).toEqual([]);
    expect((await claim('sales', leadId)).status).toBe(200);
    const { slas, assignee } = await read(leadId);
    expect(assignee).toMatchObject({ assignee: 'a-sales' });
    expect(slas).toMatchObject([{ dueAt: before!.dueAt }]);
  });

  it('is claimed by nobody who does not follow up', async () => {
    const leadId = await qualified();
    const answer = await claim('admin', leadId);
    expectProblem(answer, 403, 'forbidden');
    expect(answer.body.detail).toBe('ClaimLead is not for your roles (admin)');
  });
});
