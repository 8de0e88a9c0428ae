import { never } from '@tasuki/domain';
import { type Position } from '@tasuki/event-store';
import {
  type Company,
  evolveSlas,
  type ExternalId,
  type Identity,
  isSlaEvent,
  type LeadEvent,
  type LeadEventOf,
  movesEtag,
  type Person,
  type Sla,
  type Source,
  type Stage,
} from '@tasuki/lead';
import { type Pool } from 'pg';
import { happened, leadFilter, leadIdIn, type LeadEventInLog } from './lead-event';
import { type Projection, tableOf } from './projection';

type Data<T extends LeadEvent['type']> = LeadEventOf<T>['data'];

/** What is shown of one lead. Personal fields stay sealed; whoever shows them opens them. */
export interface LeadDetails {
  readonly leadId: string;
  readonly stage: Stage;
  readonly cycle: number;
  readonly imported: boolean;
  readonly capturedAt: string;
  readonly source: Source;
  readonly person: Person;
  readonly company: Company;
  readonly identities: readonly Identity['kind'][];
  /** Its keys in other systems. */
  readonly externalIds: readonly ExternalId[];
  readonly identityConflict: Data<'LeadCaptured'>['identityConflict'] | null;
  readonly consents: Readonly<Record<string, { given: boolean; basis?: string; at: string }>>;
  readonly activities: number;
  readonly score: Pick<
    Data<'LeadScored'>,
    'total' | 'behaviour' | 'attribute' | 'asOf' | 'definition'
  > | null;
  readonly assignee: Pick<Data<'LeadAssigned'>, 'assignee' | 'department'> | null;
  readonly marketingQualified: { readonly at: string; readonly by: string } | null;
  readonly contacts: { readonly attempts: number; readonly last: Data<'LeadContacted'> | null };
  readonly bant: Omit<Data<'BantAssessed'>, 'cycle'> | null;
  readonly owner: string | null;
  readonly reason: { readonly of: string; readonly reason: string } | null;
  readonly outcome: Data<'DealWon'> | Data<'DealLost'> | null;
  readonly customerValue: Data<'CustomerValueRecorded'> | null;
  readonly feedback: Data<'SalesFeedbackGiven'> | null;
  /** Its deadlines, in the order in which they began; those of former cycles too. */
  readonly slas: readonly Sla[];
  /** Of the last event that was no machine's: what `ETag` names. */
  readonly etag: number;
  readonly changedAt: string;
  readonly position: Position;
}

export const leadDetails: Projection<LeadDetails> = {
  name: 'lead_details',
  version: 2,
  filter: leadFilter,
  key: leadIdIn,
  documents: 'per_stream',
  columns: {},
  indexes: () => [],
  evolve(details, recorded) {
    const event = recorded as LeadEventInLog;
    const before = details ?? blank(leadIdIn(event));
    return {
      ...evolve(before, event),
      etag: movesEtag(event) ? event.version : before.etag,
      changedAt: event.recordedAt,
      position: event.position,
    };
  },
};

export async function findLeadDetails(
  pool: Pool,
  leadId: string,
): Promise<(LeadDetails & { readonly version: number }) | undefined> {
  const { rows } = await pool.query<{ document: LeadDetails; version: number }>({
    name: 'find-lead-details',
    text: `select document, version from ${tableOf(leadDetails)} where key = $1`,
    values: [leadId],
  });
  return rows[0] && { ...rows[0].document, version: rows[0].version };
}

function evolve(details: LeadDetails, event: LeadEventInLog): LeadDetails {
  if (isSlaEvent(event)) return { ...details, slas: evolveSlas(details.slas, event) };
  switch (event.type) {
    case 'LeadCaptured':
      return {
        ...details,
        imported: event.data.by === 'import',
        capturedAt: event.data.occurredAt,
        source: event.data.source,
        person: event.data.person ?? {},
        company: event.data.company ?? {},
        identities: event.data.identities.map(({ kind }) => kind),
        externalIds: event.data.source.external ? [event.data.source.external] : [],
        identityConflict: event.data.identityConflict ?? null,
        consents: Object.fromEntries(
          event.data.consents.map((consent) => [consent.purpose, consented(consent, event)]),
        ),
      };
    case 'LeadProfileChanged': {
      const { person, company, identitiesSet, identitiesDropped, external, identityConflict } =
        event.data;
      const dropped = identitiesDropped.map(({ kind }) => kind);
      return {
        ...details,
        person: changed(details.person, person),
        company: changed(details.company, company),
        identities: [
          ...details.identities.filter((kind) => !dropped.includes(kind)),
          ...identitiesSet.map(({ kind }) => kind),
        ],
        externalIds: external ? [...details.externalIds, external] : details.externalIds,
        identityConflict: identityConflict ?? details.identityConflict,
      };
    }
    case 'LeadConsentChanged': {
      const consents = { ...details.consents, [event.data.purpose]: consented(event.data, event) };
      return { ...details, consents };
    }
    case 'LeadActivityRecorded':
      return { ...details, activities: details.activities + 1 };
    case 'LeadActivityRetracted':
      return { ...details, activities: details.activities - 1 };
    case 'LeadScored': {
      const { total, behaviour, attribute, asOf, definition } = event.data;
      return { ...details, score: { total, behaviour, attribute, asOf, definition } };
    }
    case 'LeadMarketingQualified':
      return {
        ...details,
        stage: 'mql',
        marketingQualified: { at: happened(event), by: event.data.by },
      };
    case 'LeadAssigned': {
      const { assignee, department } = event.data;
      return { ...details, assignee: { assignee, department } };
    }
    case 'LeadPutBack':
      return { ...details, assignee: null, reason: because('put_back', event.data) };
    case 'LeadContacted':
      return {
        ...details,
        stage: event.data.firstContact ? 'contacted' : details.stage,
        contacts: { attempts: event.data.attempt, last: event.data },
      };
    case 'BantAssessed': {
      const { cycle: _, ...bant } = event.data;
      return { ...details, bant };
    }
    case 'LeadSalesQualified':
      return { ...details, stage: 'sql' };
    case 'LeadAcceptedBySales':
      return { ...details, stage: 'accepted', owner: event.data.owner ?? details.owner };
    case 'LeadReturnedBySales':
      return { ...details, stage: 'contacted', reason: because('returned', event.data) };
    case 'LeadDisqualified':
      return { ...details, stage: 'disqualified', reason: because('disqualified', event.data) };
    case 'LeadRecycled':
      return { ...newCycle(details, event.data), reason: because('recycled', event.data) };
    case 'LeadReopened':
      return { ...newCycle(details, event.data), reason: because('reopened', event.data) };
    case 'DealWon':
      return { ...details, stage: 'won', outcome: event.data };
    case 'DealLost':
      return {
        ...details,
        stage: 'lost',
        outcome: event.data,
        reason: because('lost', event.data),
      };
    case 'DealOutcomeCorrected':
      return {
        ...details,
        stage: 'accepted',
        outcome: null,
        reason: because('corrected', event.data),
      };
    case 'CustomerValueRecorded':
      return { ...details, customerValue: event.data };
    case 'SalesFeedbackGiven':
      return { ...details, feedback: event.data };
    default:
      return never(event);
  }
}

/** What belongs to a cycle begins anew; what is known of person and company stays. */
function newCycle(details: LeadDetails, { cycle }: { readonly cycle: number }): LeadDetails {
  return {
    ...details,
    stage: 'nurturing',
    cycle,
    marketingQualified: null,
    contacts: { attempts: 0, last: null },
    bant: null,
    owner: null,
    outcome: null,
  };
}

function blank(leadId: string): LeadDetails {
  return {
    leadId,
    stage: 'nurturing',
    cycle: 1,
    imported: false,
    capturedAt: '',
    source: {},
    person: {},
    company: {},
    identities: [],
    externalIds: [],
    identityConflict: null,
    consents: {},
    activities: 0,
    score: null,
    assignee: null,
    marketingQualified: null,
    contacts: { attempts: 0, last: null },
    bant: null,
    owner: null,
    reason: null,
    outcome: null,
    customerValue: null,
    feedback: null,
    slas: [],
    etag: 0,
    changedAt: '',
    position: '',
  };
}

function because(of: string, { reason }: { readonly reason: string }): LeadDetails['reason'] {
  return { of, reason };
}

function consented(
  { given, basis, occurredAt }: { given: boolean; basis?: string; occurredAt?: string },
  { recordedAt }: LeadEventInLog,
): LeadDetails['consents'][string] {
  return { given, ...(basis && { basis }), at: occurredAt ?? recordedAt };
}

function changed<T extends object>(before: T, changes: object | undefined): T {
  const merged = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null);
  return Object.fromEntries(merged) as T;
}
