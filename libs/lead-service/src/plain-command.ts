import { refuse } from '@tasuki/domain';
import {
  type CaptureLead,
  type ChangeProfile,
  type ExternalId,
  type LeadCommand,
} from '@tasuki/lead';
import { type PlainIdentities } from '@tasuki/personal-data';

/** Commands as people send them: personal fields in plain text, sealed by the lead service and nowhere else. */
export type PlainCapture = Omit<CaptureLead, 'identities' | 'identityConflict'>;
export type PlainProfileChange = Omit<ChangeProfile, 'identities'>;
export type PlainCommand = Exclude<LeadCommand, CaptureLead | ChangeProfile> | PlainProfileChange;

/** By what a capture says its lead is known. */
export function identitiesOf({ person, source }: PlainCapture): PlainIdentities {
  return {
    ...(person?.email !== undefined && { email: person.email }),
    ...(source.external !== undefined && { external: source.external }),
  };
}

/** The capture for a lead that does not get the e-mail: it belongs to another one. */
export function withoutEmail({ person, ...rest }: PlainCapture): PlainCapture {
  const { email: _, ...others } = person ?? {};
  return { ...rest, person: others };
}

/** External ids are stored in plain text, for other systems to find; an address must not be. */
export function assertNoAddress(external: ExternalId | undefined): void {
  if (!external?.id.includes('@')) return;
  throw refuse(
    'external_id_is_address',
    'an external id that holds an @ looks like an e-mail address; send it as the e-mail',
    { system: external.system },
  );
}
