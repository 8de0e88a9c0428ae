import { type LeadEvent, type RecordedLeadEvent, type Seniority } from '@tasuki/lead';

/** What rules may ask of the person, the company and the source; what nobody told is absent. */
export interface Attributes {
  readonly industry?: string;
  readonly employees?: number;
  readonly seniority?: Seniority;
  readonly role?: string;
  readonly region?: string;
  readonly channel?: string;
}

export interface Activity {
  readonly eventId: string;
  /** Its stream version: which was recorded first, where two happened at the same instant. */
  readonly version: number;
  readonly activityType: string;
  readonly asset?: string;
  readonly occurredAt: string;
  /** The cycle in which it was recorded. */
  readonly cycle: number;
}

/** All that a score looks at: a fold of the lead's stream up to the fact that is scored. */
export interface Facts {
  readonly attributes: Attributes;
  /** The first begins at capture. */
  readonly cycle: number;
  readonly activities: readonly Activity[];
}

export const noFacts: Facts = { attributes: {}, cycle: 1, activities: [] };

/** Imported facts count like live ones. Of the decisions only those that begin a cycle matter. */
export function addFact(facts: Facts, event: RecordedLeadEvent): Facts {
  switch (event.type) {
    case 'LeadCaptured': {
      const { person, company, source } = event.data;
      const attributes = changed(facts.attributes, { ...person, ...company, ...source });
      return { ...facts, attributes };
    }
    case 'LeadProfileChanged': {
      const { person, company } = event.data;
      return { ...facts, attributes: changed(facts.attributes, { ...person, ...company }) };
    }
    case 'LeadActivityRecorded': {
      const { activityType, asset, occurredAt } = event.data;
      const activity: Activity = {
        eventId: event.id,
        version: event.version,
        activityType,
        ...(asset !== undefined && { asset }),
        occurredAt,
        cycle: facts.cycle,
      };
      return { ...facts, activities: [...facts.activities, activity] };
    }
    case 'LeadActivityRetracted': {
      const { eventId } = event.data;
      return { ...facts, activities: facts.activities.filter((a) => a.eventId !== eventId) };
    }
    case 'LeadRecycled':
    case 'LeadReopened':
      return { ...facts, cycle: event.data.cycle };
    default:
      return facts;
  }
}

/** What happened to a lead, as against a decision about it. */
export const factTypes = [
  'LeadCaptured',
  'LeadProfileChanged',
  'LeadConsentChanged',
  'LeadActivityRecorded',
  'LeadActivityRetracted',
  'SalesFeedbackGiven',
] as const satisfies readonly LeadEvent['type'][];

/** Each fact has a score. */
export function isFact({ type }: Pick<LeadEvent, 'type'>): boolean {
  return (factTypes as readonly string[]).includes(type);
}

const attributeNames = [
  'industry',
  'employees',
  'seniority',
  'role',
  'region',
  'channel',
] as const satisfies readonly (keyof Attributes)[];

type Changes = { readonly [K in keyof Attributes]?: Attributes[K] | null };

/** `null` takes an attribute away; one that is not mentioned stays. */
function changed(attributes: Attributes, changes: Changes): Attributes {
  const all: Changes = { ...attributes, ...changes };
  const known = attributeNames.filter((name) => all[name] !== undefined && all[name] !== null);
  return Object.fromEntries(known.map((name) => [name, all[name]]));
}
