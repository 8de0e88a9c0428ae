import { Label, OffsetInstant, Sealed, Slug, Uuid } from '@tasuki/domain';
import { Type, type Static, type TSchema } from 'typebox';

const closed = { additionalProperties: false } as const;

/** Marks a fact or step that an import wrote: history, not news (no scoring, no timer, no notification). */
export const ByImport = Type.Literal('import');

export const seniorities = [
  'owner',
  'c_level',
  'vp',
  'director',
  'manager',
  'staff',
  'other',
] as const;
export const Seniority = Type.Enum([...seniorities]);
export type Seniority = (typeof seniorities)[number];

/** The lead's key in another system, such as a CRM's contact id. */
export const ExternalId = Type.Object(
  { system: Slug, id: Type.String({ minLength: 1, maxLength: 200 }) },
  closed,
);
export type ExternalId = Static<typeof ExternalId>;

export const Source = Type.Object(
  {
    channel: Type.Optional(Slug),
    campaign: Type.Optional(Label),
    form: Type.Optional(Label),
    external: Type.Optional(ExternalId),
  },
  closed,
);
export type Source = Static<typeof Source>;

export const Person = Type.Object(
  {
    name: Type.Optional(Sealed),
    email: Type.Optional(Sealed),
    phone: Type.Optional(Sealed),
    role: Type.Optional(Label),
    seniority: Type.Optional(Seniority),
  },
  closed,
);
export type Person = Static<typeof Person>;

export const Company = Type.Object(
  {
    name: Type.Optional(Label),
    industry: Type.Optional(Slug),
    employees: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000_000 })),
    region: Type.Optional(Slug),
    website: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
  },
  closed,
);
export type Company = Static<typeof Company>;

const orNull = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]));

/** Only the fields that changed; `null` takes a field away. */
export const PersonChange = Type.Object(
  {
    name: orNull(Sealed),
    email: orNull(Sealed),
    phone: orNull(Sealed),
    role: orNull(Label),
    seniority: orNull(Seniority),
  },
  closed,
);
export type PersonChange = Static<typeof PersonChange>;

/** Only the fields that changed; `null` takes a field away. */
export const CompanyChange = Type.Object(
  {
    name: orNull(Label),
    industry: orNull(Slug),
    employees: orNull(Type.Integer({ minimum: 1, maximum: 100_000_000 })),
    region: orNull(Slug),
    website: orNull(Type.String({ minLength: 1, maxLength: 500 })),
  },
  closed,
);
export type CompanyChange = Static<typeof CompanyChange>;

/** One purpose of processing, given or withdrawn, on a legal basis such as `consent` or `legitimate_interest`. */
export const Consent = Type.Object(
  {
    purpose: Slug,
    given: Type.Boolean(),
    basis: Type.Optional(Slug),
    source: Type.Optional(Slug),
    occurredAt: Type.Optional(OffsetInstant),
  },
  closed,
);
export type Consent = Static<typeof Consent>;

export const identityKinds = ['external', 'email'] as const;

/** The keyed hash under which a lead is known; the plain value is in no event. */
export const Identity = Type.Object(
  { kind: Type.Enum([...identityKinds]), hash: Type.String({ pattern: '^[0-9a-f]{64}$' }) },
  closed,
);
export type Identity = Static<typeof Identity>;

/** The e-mail of this capture belongs to another lead; nothing was merged. */
export const IdentityConflict = Type.Object({ otherLeadId: Uuid }, closed);
export type IdentityConflict = Static<typeof IdentityConflict>;

const Criterion = Type.Object(
  { verdict: Type.Enum(['met', 'not_met', 'unknown']), note: Type.Optional(Sealed) },
  closed,
);

/** Budget, authority, need, timing: what inside sales found out about each. */
export const Assessment = Type.Object(
  { budget: Criterion, authority: Criterion, need: Criterion, timing: Criterion },
  closed,
);
export type Assessment = Static<typeof Assessment>;

/** How a lead comes to another department: as an MQL, as an SQL, or back from sales. */
export const handoffs = ['mql', 'sql', 'return'] as const;
export const Handoff = Type.Enum([...handoffs]);
export type Handoff = (typeof handoffs)[number];

/** What rules of assignment look at; what is not known is left out. */
export const RoutingAttributes = Type.Object(
  {
    industry: Type.Optional(Slug),
    region: Type.Optional(Slug),
    channel: Type.Optional(Slug),
  },
  closed,
);
export type RoutingAttributes = Static<typeof RoutingAttributes>;

/** The rule that assigned a lead, and why it fell so. */
export const ByRule = Type.Object(
  {
    kind: Type.Literal('rule'),
    rule: Label,
    handoff: Handoff,
    /** What of the lead the rule asked for; empty for a rule that takes every lead. */
    matched: RoutingAttributes,
    /** Whose turn it was: the assignee's capacity, of that of so many people; left out for `former`. */
    turn: Type.Optional(
      Type.Object(
        {
          capacity: Type.Integer({ minimum: 1 }),
          of: Type.Integer({ minimum: 1 }),
          people: Type.Integer({ minimum: 1 }),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type ByRule = Static<typeof ByRule>;
