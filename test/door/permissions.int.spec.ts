import { type LeadCommandType, type Stage, stages, stageTable } from '@tasuki/lead';
import { type Role, roles } from '@tasuki/platform';
import { type Answer, type Door, type DoorRequest, openDoor } from '../support/door';
import { anOrigin } from '../support/test-runtime';
import { leadIn, type Subject } from './leads-in-stages';

/** The table of roles as agreed in writing, by initials; not taken from the code that it tests. */
const agreed: Readonly<Partial<Record<LeadCommandType, string>>> = {
  CaptureLead: 'marketing inside_sales service',
  ChangeProfile: 'marketing inside_sales service',
  ChangeConsent: 'marketing inside_sales service',
  RecordActivity: 'marketing inside_sales service',
  RetractActivity: 'marketing inside_sales',
  PromoteLead: 'marketing inside_sales',
  GiveFeedback: 'marketing inside_sales sales',
  AssignLead: 'inside_sales sales',
  ClaimLead: 'inside_sales sales',
  PutBackLead: 'inside_sales sales',
  RecordContact: 'inside_sales sales',
  AssessBant: 'inside_sales sales',
  QualifyLead: 'inside_sales',
  RecycleLead: 'inside_sales',
  DisqualifyLead: 'inside_sales sales',
  ReopenLead: 'inside_sales sales',
  AcceptLead: 'sales',
  ReturnLead: 'sales',
  WinDeal: 'sales',
  LoseDeal: 'sales',
  CorrectOutcome: 'sales',
  RecordCustomerValue: 'sales',
  PauseSla: 'inside_sales',
  ResumeSla: 'inside_sales',
  ReplanSla: 'admin',
};
const commands = Object.keys(agreed) as LeadCommandType[];

/** The policies of the first contact and of the acceptance by sales allow no pause. */
const refusedByPolicy: Readonly<
  Partial<Record<LeadCommandType, Readonly<Partial<Record<Stage, string>>>>>
> = {
  PauseSla: { mql: 'sla_not_pausable', sql: 'sla_not_pausable' },
  ResumeSla: { mql: 'sla_not_paused', sql: 'sla_not_paused' },
};

const reason = { reason: 'because' };
const met = { verdict: 'met' };
const onLead = (name: string, body?: object) => (lead: Subject) => ({
  path: `/v1/leads/${lead.leadId}/${name}`,
  body,
});
const onSla = (name: string, body?: object) => (lead: Subject) => ({
  path: `/v1/leads/${lead.leadId}/slas/${lead.slaId}/${name}`,
  body,
});

const requestOf: Readonly<Partial<Record<LeadCommandType, (lead: Subject) => DoorRequest>>> = {
  CaptureLead: ({ externalId }) => ({
    path: '/v1/leads',
    body: { source: { form: 'contact', external: { system: 'crm', id: externalId } } },
  }),
  ChangeProfile: ({ leadId }) => ({
    method: 'PATCH',
    path: `/v1/leads/${leadId}/profile`,
    body: { person: { role: 'procurement' } },
  }),
  ChangeConsent: onLead('consent', { purpose: 'newsletter', given: true }),
  RecordActivity: onLead('activities', { activityType: 'document_downloaded' }),
  RetractActivity: ({ leadId, activity }) => ({
    path: `/v1/leads/${leadId}/activities/${activity}/retract`,
    body: reason,
  }),
  PromoteLead: onLead('promote', reason),
  GiveFeedback: onLead('feedback', { rating: 4 }),
  AssignLead: onLead('assign', { assignee: 'mika', department: 'inside_sales' }),
  ClaimLead: onLead('claim'),
  PutBackLead: onLead('put-back', reason),
  RecordContact: onLead('contacts', { channel: 'phone', outcome: 'connected' }),
  AssessBant: onLead('bant', { budget: met, authority: met, need: met, timing: met }),
  QualifyLead: onLead('qualify', { override: reason }),
  RecycleLead: onLead('recycle', reason),
  DisqualifyLead: onLead('disqualify', reason),
  ReopenLead: onLead('reopen', reason),
  AcceptLead: onLead('accept', {}),
  ReturnLead: onLead('return', reason),
  WinDeal: onLead('win', { value: { amount: '1200000', currency: 'JPY' } }),
  LoseDeal: onLead('lose', reason),
  CorrectOutcome: onLead('correct-outcome', reason),
  RecordCustomerValue: onLead('customer-value', { churnedOn: '2026-05-01', asOf: '2026-05-01' }),
  PauseSla: onSla('pause', reason),
  ResumeSla: onSla('resume'),
  // To what the policy says it would change nothing.
  ReplanSla: onSla('replan', {
    ...reason,
    dueAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  }),
};

describe('role × command × stage', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.remove());

  const send = (role: Role, command: LeadCommandType, lead: Subject) =>
    door.as(role, requestOf[command]!(lead));
  const may = (role: Role, command: LeadCommandType) => agreed[command]!.split(' ').includes(role);
  const isAllowed = (command: LeadCommandType, stage: Stage) =>
    stageTable[command].allowedIn.includes(stage);
  const rolesThat = (allowed: boolean, command: LeadCommandType) =>
    roles.filter((role) => may(role, command) === allowed);

  const assigned = ({ leadId }: Subject) =>
    door.runtime.leads.execute(
      leadId,
      { type: 'AssignLead', assignee: 'mika', department: 'inside_sales' },
      anOrigin(),
    );
  const typesIn = ({ events }: Answer['body']) =>
    (events as readonly { type: string }[]).map(({ type }) => type);

  it('walks every command but those that no one sends by HTTP', () => {
    const internal = ['RecordScore', 'AssignByRule', 'ImportHistory', 'RecordSlaTimer'];
    expect([...commands, ...internal].sort()).toEqual(Object.keys(stageTable).sort());
    expect(Object.keys(requestOf)).toEqual(commands);
  });

  it('holds for each item of a bulk request as well', async () => {
    const { leadId } = await leadIn(door.runtime, 'mql');
    const head = await door.runtime.store.head();
    const capture = { key: '1', source: { channel: 'web' } };
    const activity = { key: '1', leadId, activityType: 'visited' };
    for (const role of rolesThat(false, 'CaptureLead')) {
      for (const [path, item] of [
        ['/v1/leads/bulk', capture],
        ['/v1/activities/bulk', activity],
      ] as const) {
        const { status, body } = await door.as(role, { path, body: { items: [item] } });
        expect([role, status]).toEqual([role, 200]);
        expect(body.results).toMatchObject([{ status: 403, problem: { code: 'forbidden' } }]);
      }
    }
    expect(await door.runtime.store.head()).toBe(head);
  });

  it.each(stages)(
    'in %s refuses every other role and every other command, and writes nothing',
    async (stage) => {
      const lead = await leadIn(door.runtime, stage);
      const head = await door.runtime.store.head();
      for (const command of commands) {
        for (const role of rolesThat(false, command)) {
          const { status, body } = await send(role, command, lead);
          expect([role, command, status, body.code]).toEqual([role, command, 403, 'forbidden']);
        }
        if (isAllowed(command, stage)) continue;
        for (const role of rolesThat(true, command)) {
          const { status, body } = await send(role, command, lead);
          const details = { command, stage, allowedIn: stageTable[command].allowedIn };
          expect([role, status, body.code]).toEqual([role, 409, 'not_allowed_in_stage']);
          expect(body.details).toEqual(details);
        }
      }
      expect(await door.runtime.store.head()).toBe(head);
    },
  );

  it.each(stages)(
    'in %s takes every command that the stage allows, from every role that may',
    async (stage) => {
      const cells = commands
        .filter((command) => isAllowed(command, stage))
        .flatMap((command) => rolesThat(true, command).map((role) => ({ command, role })));
      await Promise.all(
        cells.map(async ({ command, role }) => {
          const toResume = command === 'ResumeSla' && stage === 'contacted';
          const lead = await leadIn(door.runtime, toResume ? 'paused' : stage);
          if (command === 'PutBackLead') await assigned(lead);
          const { status, body } = await send(role, command, lead);
          const refusal = refusedByPolicy[command]?.[stage];
          if (refusal !== undefined) {
            expect([role, status, body.code]).toEqual([role, 409, refusal]);
            return;
          }
          const isFact = ['RecordActivity', 'RecordContact'].includes(command);
          expect([role, command, status]).toEqual([role, command, isFact ? 201 : 200]);
          expect(body.leadId).toBe(lead.leadId);
          const [first, ...more] = typesIn(body);
          expect([command, first]).toEqual([command, expect.any(String)]);
          // What else there is the first one means for deadlines.
          expect(more.filter((type) => !type.startsWith('Sla'))).toEqual([]);
        }),
      );
    },
  );
});
