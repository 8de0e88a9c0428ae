import { type Department } from '@tasuki/domain';
import { beginning, type Position } from '@tasuki/event-store';
import { type Handoff, handoffBy, type RoutingAttributes, waitsFor } from '@tasuki/lead';
import { type Pool } from 'pg';
import { leadFilter, leadIdIn, type LeadEventInLog } from './lead-event';
import { type Projection, tableOf } from './projection';

/**
 * What rules of assignment need of a lead, and whether it waits for one: from a handoff on, until
 * somebody of the department gets it, or does something about it.
 */
export interface Unassigned {
  readonly leadId: string;
  readonly attributes: RoutingAttributes;
  readonly assignee: { readonly subject: string; readonly department: Department } | null;
  /** Who of inside sales had it last in this cycle. */
  readonly former: string | null;
  /** The handoff that nobody has taken up. */
  readonly waiting: {
    readonly handoff: Handoff;
    readonly eventId: string;
    readonly correlationId: string;
  } | null;
  /** Where in the log the row changed last. */
  readonly changed: Position;
}

/** A lead that waits for somebody. */
export type WaitingUnassigned = Unassigned & {
  readonly waiting: NonNullable<Unassigned['waiting']>;
};

/** What follows a handoff and ends the waiting, whoever did it. */
const touches = [
  'LeadContacted',
  'BantAssessed',
  'LeadAcceptedBySales',
  'LeadRecycled',
  'LeadReopened',
  'LeadDisqualified',
  'DealWon',
  'DealLost',
  'DealOutcomeCorrected',
] as const;

const types = [
  'LeadCaptured',
  'LeadProfileChanged',
  'LeadMarketingQualified',
  'LeadSalesQualified',
  'LeadReturnedBySales',
  'LeadAssigned',
  'LeadPutBack',
  ...touches,
] as const satisfies readonly LeadEventInLog['type'][];

type SeenEvent = Extract<LeadEventInLog, { type: (typeof types)[number] }>;

export const unassigned: Projection<Unassigned> = {
  name: 'unassigned',
  version: 1,
  filter: { ...leadFilter, types },
  key: leadIdIn,
  documents: 'per_stream',
  columns: {
    waiting: { type: 'boolean not null', value: ({ waiting }) => waiting !== null },
    changed: { type: 'text not null collate "C"', value: ({ changed }) => changed },
  },
  indexes: (table) => [`create index ${table}_waiting on ${table} (changed) where waiting`],
  evolve(before, recorded) {
    const event = recorded as SeenEvent;
    const row = before ?? blank(leadIdIn(event));
    return { ...row, ...changes(row, event), changed: event.position };
  },
};

/** Leads that wait, by where in the log their rows changed, after a position. */
export async function waitingUnassigned(
  pool: Pool,
  after: Position,
  limit: number,
): Promise<readonly WaitingUnassigned[]> {
  const { rows } = await pool.query<{ document: WaitingUnassigned }>(
    `select document from ${tableOf(unassigned)}
     where waiting and changed > $1 order by changed limit $2`,
    [after, limit],
  );
  return rows.map(({ document }) => document);
}

function changes(row: Unassigned, event: SeenEvent): Partial<Unassigned> {
  switch (event.type) {
    case 'LeadCaptured': {
      const { company, source } = event.data;
      return { attributes: known({ ...company, channel: source.channel }) };
    }
    case 'LeadProfileChanged':
      return { attributes: known({ ...row.attributes, ...event.data.company }) };
    case 'LeadMarketingQualified':
    case 'LeadSalesQualified':
    case 'LeadReturnedBySales':
      return { waiting: waitingFrom(event, row) };
    case 'LeadAssigned': {
      const { assignee: subject, department } = event.data;
      const former = department === 'inside_sales' ? subject : row.former;
      return { assignee: { subject, department }, former, waiting: null };
    }
    case 'LeadPutBack':
      return { assignee: null };
    case 'LeadRecycled':
    case 'LeadReopened':
      return { waiting: null, former: null };
    default:
      return { waiting: null };
  }
}

/** Nobody waits for what somebody of the department has already. */
function waitingFrom(event: LeadEventInLog, { assignee }: Unassigned): Unassigned['waiting'] {
  const handoff = handoffBy(event);
  if (handoff === undefined || assignee?.department === waitsFor[handoff].department) return null;
  return { handoff, eventId: event.id, correlationId: event.metadata.correlationId };
}

type Said = { readonly [K in keyof RoutingAttributes]: RoutingAttributes[K] | null };

function known({ industry, region, channel }: Said): RoutingAttributes {
  return {
    ...(industry && { industry }),
    ...(region && { region }),
    ...(channel && { channel }),
  };
}

function blank(leadId: string): Unassigned {
  return {
    leadId,
    attributes: {},
    assignee: null,
    former: null,
    waiting: null,
    changed: beginning,
  };
}
