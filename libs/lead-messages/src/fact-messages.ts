import { type TSchema, Type } from 'typebox';
import {
  byProgram,
  bySales,
  defineMessage,
  DefinitionRef,
  exampleDefinition,
  Name,
  Slug,
  StageChange,
  Uuid,
} from './define-message';

const Company = Type.Object({
  name: Type.Optional(Name),
  industry: Type.Optional(Slug),
  employees: Type.Optional(Type.Integer({ minimum: 1 })),
  region: Type.Optional(Slug),
});

const orNull = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]));

/** The person's data stays in Tasuki: these are names of fields. */
const PersonFields = Type.Array(Type.Enum(['name', 'email', 'phone', 'role', 'seniority']));

const ExternalId = Type.Object({ system: Slug, id: Name });

/** Another lead bears this e-mail; nothing was merged. */
const IdentityConflict = Type.Object({ otherLeadId: Uuid });

const byForm = byProgram('web-forms');

/** What happened to a lead. */
export const factMessages = {
  LeadCaptured: defineMessage(
    'captured.v1',
    'Somebody became known: a lead begins, in its first cycle.',
    {
      stage: StageChange,
      source: Type.Object({
        channel: Type.Optional(Slug),
        campaign: Type.Optional(Name),
        form: Type.Optional(Name),
        external: Type.Optional(ExternalId),
      }),
      personFields: PersonFields,
      company: Type.Optional(Company),
      consents: Type.Array(Type.Object({ purpose: Slug, given: Type.Boolean() })),
      identityConflict: Type.Optional(IdentityConflict),
    },
    {
      version: 1,
      ...byForm,
      stage: { from: null, to: 'nurturing' },
      source: { channel: 'web', form: 'contact' },
      personFields: ['name', 'email'],
      company: { name: 'Aozora Foods', industry: 'food', employees: 120, region: 'kanto' },
      consents: [{ purpose: 'newsletter', given: true }],
    },
  ),
  LeadProfileChanged: defineMessage(
    'profile-changed.v1',
    'Something else is known of the person or the company; personal fields are named, never shown.',
    {
      from: Type.Enum(['form', 'enrichment', 'person']),
      personFields: PersonFields,
      company: Type.Optional(
        Type.Object({
          name: orNull(Name),
          industry: orNull(Slug),
          employees: orNull(Type.Integer({ minimum: 1 })),
          region: orNull(Slug),
        }),
      ),
      external: Type.Optional(ExternalId),
      identityConflict: Type.Optional(IdentityConflict),
    },
    {
      ...byProgram('enrichment'),
      from: 'enrichment',
      personFields: ['role'],
      company: { employees: 150 },
    },
  ),
  LeadConsentChanged: defineMessage(
    'consent-changed.v1',
    'Consent to one purpose was given or withdrawn.',
    {
      purpose: Slug,
      given: Type.Boolean(),
      basis: Type.Optional(Slug),
      source: Type.Optional(Slug),
    },
    { ...byForm, purpose: 'newsletter', given: false, basis: 'consent' },
  ),
  LeadActivityRecorded: defineMessage(
    'activity-recorded.v1',
    'The lead did something that interest can be read from.',
    { activityType: Slug, asset: Type.Optional(Name), source: Type.Optional(Slug) },
    { ...byForm, activityType: 'document_downloaded', asset: 'Buyer’s guide', source: 'web' },
  ),
  LeadActivityRetracted: defineMessage(
    'activity-retracted.v1',
    'An activity no longer counts, from now on.',
    { activityId: Uuid, reason: Slug },
    { activityId: 'deb5bf2a-7d1c-5a43-9a55-0d0c3c3f6b11', reason: 'spam' },
  ),
  LeadScored: defineMessage(
    'scored.v1',
    'A fact was scored; `fact` is the version of the lead at which it stands.',
    {
      fact: Type.Integer({ minimum: 1 }),
      behaviour: Type.Number(),
      attribute: Type.Number(),
      total: Type.Number({ minimum: 0 }),
      asOf: Type.String({ format: 'date-time' }),
      definition: DefinitionRef,
    },
    {
      ...byProgram('tasuki-scorer'),
      fact: 7,
      behaviour: 45,
      attribute: 15,
      total: 60,
      asOf: '2026-11-24T01:30:00.000Z',
      definition: exampleDefinition,
    },
  ),
  SalesFeedbackGiven: defineMessage(
    'sales-feedback-given.v1',
    'Sales told marketing how good the lead was, from 1 to 5.',
    { rating: Type.Integer({ minimum: 1, maximum: 5 }) },
    { ...bySales, rating: 4 },
  ),
};
