import { happenedAt, happenedAtIfSaid } from './business-time';
import { type Lead } from './lead';
import { type CaptureLead, type ChangeConsent, type ChangeProfile } from './lead.commands';
import { type KnownLead, type LeadContext } from './lead.decide';
import { type LeadEvent } from './lead.events';
import { type Consent, type Identity } from './lead.values';

/** The activity as which a form counts when the person who filled it in is known already. */
export const formSubmitted = 'form_submitted';

/** A new lead; or, for a known one, what the capture adds to it. */
export function capture(command: CaptureLead, lead: Lead, context: LeadContext): LeadEvent[] {
  const occurredAt = happenedAt(command.occurredAt, context.now);
  for (const consent of command.consents) happenedAt(consent.occurredAt, context.now);
  if (lead.stage !== null) return addToKnown(command, lead as KnownLead, occurredAt);
  const { type: _, consents, identities, ...data } = command;
  return [
    {
      type: 'LeadCaptured',
      data: { ...data, consents: [...consents], identities: [...identities], occurredAt },
    },
  ];
}

function addToKnown(command: CaptureLead, lead: KnownLead, occurredAt: string): LeadEvent[] {
  const imported = command.by === undefined ? {} : { by: command.by };
  const { external } = command.source;
  const isNewThere = command.identities.some(
    (identity) => identity.kind === 'external' && !bears(lead, identity),
  );
  const events: LeadEvent[] = profileChange(lead, command, {
    from: 'form',
    ...(isNewThere && external && { external }),
    ...(command.identityConflict && { identityConflict: command.identityConflict }),
    occurredAt,
    ...imported,
  });
  for (const consent of command.consents) {
    if (differs(lead, consent)) {
      events.push({
        type: 'LeadConsentChanged',
        data: { ...consent, occurredAt: consent.occurredAt ?? occurredAt, ...imported },
      });
    }
  }
  const { form, channel } = command.source;
  if (form !== undefined) {
    events.push({
      type: 'LeadActivityRecorded',
      data: {
        activityType: formSubmitted,
        asset: form,
        ...(channel && { source: channel }),
        occurredAt,
        ...imported,
      },
    });
  }
  return events;
}

export function changeProfile(
  command: ChangeProfile,
  lead: KnownLead,
  context: LeadContext,
): LeadEvent[] {
  return profileChange(lead, command, {
    from: command.from,
    ...happenedAtIfSaid(command.occurredAt, context.now),
    ...(command.by && { by: command.by }),
  });
}

export function changeConsent(
  command: ChangeConsent,
  lead: KnownLead,
  context: LeadContext,
): LeadEvent[] {
  const { type: _, ...consent } = command;
  happenedAt(consent.occurredAt, context.now);
  return differs(lead, consent) ? [{ type: 'LeadConsentChanged', data: consent }] : [];
}

type ProfileChanged = Extract<LeadEvent, { type: 'LeadProfileChanged' }>['data'];

function profileChange(
  lead: KnownLead,
  wanted: Pick<ChangeProfile, 'person' | 'company' | 'identities'>,
  rest: Omit<ProfileChanged, 'person' | 'company' | 'identitiesSet' | 'identitiesDropped'>,
): LeadEvent[] {
  const identitiesSet = wanted.identities.filter((identity) => !bears(lead, identity));
  const givesUpEmail =
    wanted.person?.email === null || identitiesSet.some(({ kind }) => kind === 'email');
  const identitiesDropped = givesUpEmail
    ? lead.identities.filter(({ kind }) => kind === 'email')
    : [];
  const person = changesOf(lead.person, wanted.person);
  const company = changesOf(lead.company, wanted.company);
  const nothing =
    person === undefined &&
    company === undefined &&
    identitiesSet.length === 0 &&
    identitiesDropped.length === 0 &&
    rest.identityConflict === undefined;
  if (nothing) return [];
  return [
    {
      type: 'LeadProfileChanged',
      data: {
        ...(person && { person }),
        ...(company && { company }),
        identitiesSet,
        identitiesDropped,
        ...rest,
      },
    },
  ];
}

/** Only the fields that differ; `null` takes away what is there. */
function changesOf<T extends object>(before: object, wanted: T | undefined): T | undefined {
  const differing = Object.entries(wanted ?? {}).filter(
    ([field, value]) =>
      value !== undefined && value !== ((before as Record<string, unknown>)[field] ?? null),
  );
  return differing.length === 0 ? undefined : (Object.fromEntries(differing) as T);
}

function bears(lead: Lead, identity: Identity): boolean {
  return lead.identities.some((borne) => borne.hash === identity.hash);
}

function differs(lead: Lead, consent: Consent): boolean {
  const before = lead.consents[consent.purpose];
  return before?.given !== consent.given || before.basis !== consent.basis;
}
