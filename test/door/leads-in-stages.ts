import { leadStream, type Stage } from '@tasuki/lead';
import { type PlainCommand } from '@tasuki/lead-service';
import { type Runtime } from '@tasuki/runtime';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { activity, asWritten } from '../../libs/read-models/testing/activities';
import { anOrigin } from '../support/test-runtime';

export interface Subject {
  readonly leadId: string;
  readonly externalId: string;
  /** The event of its one activity. */
  readonly activity: string;
}

const reason = { reason: 'because' };
const promote: PlainCommand = { type: 'PromoteLead', ...reason };
const contact: PlainCommand = { type: 'RecordContact', channel: 'phone', outcome: 'connected' };
const qualify: PlainCommand = { type: 'QualifyLead', override: reason };
const toAccepted = [promote, contact, qualify, { type: 'AcceptLead' }] as const;

/** What brings a captured lead into each stage. */
const wayTo: Readonly<Record<Stage, readonly PlainCommand[]>> = {
  nurturing: [],
  mql: [promote],
  contacted: [promote, contact],
  sql: [promote, contact, qualify],
  accepted: toAccepted,
  won: [...toAccepted, { type: 'WinDeal' }],
  lost: [...toAccepted, { type: 'LoseDeal', ...reason }],
  disqualified: [{ type: 'DisqualifyLead', ...reason }],
};

export async function leadIn({ leads }: Pick<Runtime, 'leads'>, stage: Stage): Promise<Subject> {
  const externalId = randomUUID();
  const source = { external: { system: 'crm', id: externalId } };
  const { leadId } = await leads.capture({ type: 'CaptureLead', source, consents: [] }, anOrigin());
  const visited = { type: 'RecordActivity', activityType: 'visited' } as const;
  const { events } = await leads.execute(leadId, visited, anOrigin());
  for (const command of wayTo[stage]) await leads.execute(leadId, command, anOrigin());
  return { leadId, externalId, activity: events[0]!.id };
}

/** A lead with an event that no read model of today can apply; in each of them it is parked. */
export async function parkedLead(runtime: Runtime, inTables: number): Promise<Subject> {
  const lead = await leadIn(runtime, 'nurturing');
  const stream = leadStream(lead.leadId);
  await runtime.log.append(
    stream,
    [{ ...asWritten(activity('guide')), schemaVersion: 9 }],
    'exists',
  );
  const countParked = async () => {
    const { rows } = await runtime.pool.query('select from parked_streams where stream = $1', [
      stream,
    ]);
    return rows.length;
  };
  while ((await countParked()) < inTables) await delay(10);
  return lead;
}
