import {
  CalendarDate,
  defineEvents,
  DefinitionRef,
  Department,
  type EventOf,
  Label,
  Money,
  OffsetInstant,
  type Recorded,
  Sealed,
  Slug,
  Uuid,
} from '@tasuki/domain';
import { Type } from 'typebox';
import {
  Assessment,
  ByImport,
  ByRule,
  Company,
  CompanyChange,
  Consent,
  ExternalId,
  Identity,
  IdentityConflict,
  Person,
  PersonChange,
  Source,
} from './lead.values';
import { Score } from './score';
import { slaEvents } from './sla.events';

const closed = { additionalProperties: false } as const;
const Cycle = Type.Integer({ minimum: 1 });
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** A stage event may say when the step was taken; named definition: see `judgedBy` in lead.decide. */
const stageEvent = {
  cycle: Cycle,
  occurredAt: Type.Optional(OffsetInstant),
  definition: Type.Optional(DefinitionRef),
  by: Type.Optional(ByImport),
};
const withReason = { reason: Slug, note: Type.Optional(Sealed) };

/**
 * The events of a lead, stream `lead-<leadId>`.
 *
 * Stored for ever: these names and shapes are the storage format. Change them by a new version
 * with an upcaster, never in place.
 */
export const leadEvents = defineEvents({
  LeadCaptured: Type.Object(
    {
      source: Source,
      person: Type.Optional(Person),
      company: Type.Optional(Company),
      consents: Type.Array(Consent),
      identities: Type.Array(Identity),
      identityConflict: Type.Optional(IdentityConflict),
      occurredAt: OffsetInstant,
      by: Type.Optional(ByImport),
    },
    closed,
  ),
  LeadProfileChanged: Type.Object(
    {
      person: Type.Optional(PersonChange),
      company: Type.Optional(CompanyChange),
      from: Type.Enum(['form', 'enrichment', 'person']),
      /** The key in another system that a capture of the known lead brought. */
      external: Type.Optional(ExternalId),
      identitiesSet: Type.Array(Identity),
      identitiesDropped: Type.Array(Identity),
      identityConflict: Type.Optional(IdentityConflict),
      occurredAt: Type.Optional(OffsetInstant),
      by: Type.Optional(ByImport),
    },
    closed,
  ),
  LeadConsentChanged: Type.Object({ ...Consent.properties, by: Type.Optional(ByImport) }, closed),
  LeadActivityRecorded: Type.Object(
    {
      activityType: Slug,
      asset: Type.Optional(Label),
      source: Type.Optional(Slug),
      note: Type.Optional(Sealed),
      occurredAt: OffsetInstant,
      by: Type.Optional(ByImport),
    },
    closed,
  ),
  LeadActivityRetracted: Type.Object({ eventId: Uuid, ...withReason }, closed),
  LeadScored: Score,
  LeadMarketingQualified: Type.Object(
    {
      cycle: Cycle,
      score: Nullable(Type.Number()),
      threshold: Nullable(Type.Number()),
      definition: Nullable(DefinitionRef),
      by: Type.Enum(['score', 'person', 'import']),
      reason: Type.Optional(Slug),
      note: Type.Optional(Sealed),
      occurredAt: Type.Optional(OffsetInstant),
    },
    closed,
  ),
  LeadAssigned: Type.Object(
    {
      assignee: Label,
      department: Department,
      by: Type.Union([Type.Object({ kind: Type.Literal('person') }, closed), ByRule]),
      reason: Type.Optional(Slug),
      note: Type.Optional(Sealed),
    },
    closed,
  ),
  /** Nobody has it any more; what was its assignee's is anybody's. */
  LeadPutBack: Type.Object({ assignee: Label, department: Department, ...withReason }, closed),
  LeadContacted: Type.Object(
    {
      ...stageEvent,
      attempt: Type.Integer({ minimum: 1 }),
      channel: Slug,
      outcome: Slug,
      /** True when this is the contact that makes an MQL `contacted`. */
      firstContact: Type.Boolean(),
      note: Type.Optional(Sealed),
    },
    closed,
  ),
  BantAssessed: Type.Object({ cycle: Cycle, ...Assessment.properties }, closed),
  LeadSalesQualified: Type.Object(
    {
      ...stageEvent,
      assessment: Nullable(Uuid),
      override: Type.Optional(Type.Object(withReason, closed)),
    },
    closed,
  ),
  LeadAcceptedBySales: Type.Object({ ...stageEvent, owner: Type.Optional(Label) }, closed),
  LeadReturnedBySales: Type.Object({ ...stageEvent, ...withReason }, closed),
  LeadRecycled: Type.Object({ cycle: Cycle, ...withReason }, closed),
  LeadDisqualified: Type.Object({ ...stageEvent, ...withReason }, closed),
  LeadReopened: Type.Object({ cycle: Cycle, ...withReason }, closed),
  DealWon: Type.Object(
    {
      ...stageEvent,
      value: Type.Optional(Money),
      closedOn: Type.Optional(CalendarDate),
      product: Type.Optional(Label),
    },
    closed,
  ),
  DealLost: Type.Object(
    {
      ...stageEvent,
      ...withReason,
      closedOn: Type.Optional(CalendarDate),
      product: Type.Optional(Label),
      competitor: Type.Optional(Label),
    },
    closed,
  ),
  DealOutcomeCorrected: Type.Object(
    { cycle: Cycle, definition: Type.Optional(DefinitionRef), ...withReason },
    closed,
  ),
  CustomerValueRecorded: Type.Object(
    {
      cycle: Cycle,
      lifetimeValue: Type.Optional(Money),
      churnedOn: Type.Optional(CalendarDate),
      asOf: CalendarDate,
    },
    closed,
  ),
  SalesFeedbackGiven: Type.Object(
    {
      rating: Type.Integer({ minimum: 1, maximum: 5 }),
      note: Type.Optional(Sealed),
    },
    closed,
  ),
  ...slaEvents,
});

export type LeadEvent = EventOf<typeof leadEvents>;
export type RecordedLeadEvent = Recorded<LeadEvent>;
export type LeadEventOf<T extends LeadEvent['type']> = Extract<LeadEvent, { type: T }>;
