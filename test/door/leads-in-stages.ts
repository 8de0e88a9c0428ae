import { matches } from '@tasuki/event-store';
import { leadStream, leadStreams, type Stage } from '@tasuki/lead';
import { type PlainCommand } from '@tasuki/lead-service';
import { readModels } from '@tasuki/read-models';
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
  /** Its last deadline; of one that never had any, what nothing bears. */
  readonly slaId: string;
}

/** `paused`: contacted, and the deadline for the decision is paused. */
export type Standing = Stage | 'paused';

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

export async function leadIn(
  { leads }: Pick<Runtime, 'leads'>,
  standing: Standing,
): Promise<Subject> {
  const externalId = randomUUID();
  const source = { external: { system: 'crm', id: externalId } };
  const { leadId } = await leads.capture({ type: 'CaptureLead', source, consents: [] }, anOrigin());
  const visited = { type: 'RecordActivity', activityType: 'visited' } as const;
  const { events } = await leads.execute(leadId, visited, anOrigin());
  const stage = standing === 'paused' ? 'contacted' : standing;
  for (const command of wayTo[stage]) await leads.execute(leadId, command, anOrigin());
  const last = (await leads.history(leadId)).findLast(({ type }) => type === 'SlaStarted');
  const { slaId = randomUUID() } = (last?.data ?? {}) as { readonly slaId?: string };
  if (standing === 'paused') {
    await leads.execute(leadId, { type: 'PauseSla', slaId, ...reason }, anOrigin());
  }
  return { leadId, externalId, activity: events[0]!.id, slaId };
}

const unreadable = { ...asWritten(activity('guide')), schemaVersion: 9 };

/** The read models that the event of a {@link parkedLead} is for; the others pass it by. */
export const concerned = readModels.filter(({ filter }) =>
  matches(filter, { ...unreadable, stream: leadStreams }),
);

/** A lead with an event that no read model of today can apply: in each concerned it is parked. */
export async function parkedLead(runtime: Runtime): Promise<Subject> {
  const lead = await leadIn(runtime, 'nurturing');
  const stream = leadStream(lead.leadId);
  await runtime.log.append(stream, [unreadable], 'exists');
  const countParked = async () => {
    const { rows } = await runtime.pool.query('select from parked_streams where stream = $1', [
      stream,
    ]);
    return rows.length;
  };
  while ((await countParked()) < concerned.length) await delay(10);
  return lead;
}
